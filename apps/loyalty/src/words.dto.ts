import { ApiProperty } from '@nestjs/swagger';

/** One text in both languages of the product. */
export class WordsResponse {
  /** In Chinese. */
  @ApiProperty({ description: 'In Chinese.', example: '订单 SO-2026-0001 获得积分' })
  zh: string;

  /** In English. */
  @ApiProperty({ description: 'In English.', example: 'Earned with order SO-2026-0001' })
  en: string;
}
