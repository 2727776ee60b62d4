import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { OpenCases, ReportId } from '../sla-changes/sla-changes.dto.js';
import type { OpenCasesChoice } from '../sla-changes/sla-changes.service.js';
import type { Imported } from './calendar-imports.service.js';
import { CalendarResponse, toResponse } from './calendars.dto.js';
import type { HolidayFile } from './rules/holiday-file.js';
import type { Window } from './rules/calendar.js';
import { type DayMeaning, dayMeanings, type PublicRegion, publicRegions } from './rules/public-days.js';
import { shippedYears } from './shipped-holidays.js';
import { Windows } from './windows.decorator.js';

const datePattern = '^\\d{4}-\\d{2}-\\d{2}$';
const webAddress = '^https?://[^\\s]{1,490}$';

/** A day of a holiday-cn file. */
export class HolidayFileDay {
  @ApiProperty({ description: 'The holiday that it belongs to; 1 to 100 characters.', example: '元旦' })
  @Matches(/^[^\p{Cc}]{1,100}$/u)
  name: string;

  @ApiProperty({
    pattern: datePattern,
    description: 'A date of the year, or of the December before or the January after it.',
    example: '2026-01-01',
  })
  @Matches(new RegExp(datePattern))
  date: string;

  @ApiProperty({ description: 'True: a day off; false: a make-up day (调休).', example: true })
  @IsBoolean()
  isOffDay: boolean;
}

/** One year in the JSON form of holiday-cn. */
export class HolidayFileBody implements HolidayFile {
  /** Part of the form, ignored; kept out of the OpenAPI document, whose readers take a property `$id` for a keyword. */
  @IsOptional()
  @IsString()
  @MaxLength(500)
  $schema?: string | null;

  /** As `$schema`. */
  @IsOptional()
  @IsString()
  @MaxLength(500)
  $id?: string | null;

  @ApiProperty({
    type: 'integer',
    minimum: 1970,
    maximum: 2199,
    description: 'Year of the arrangement. What an earlier import said of it is replaced.',
    example: 2026,
  })
  @IsInt()
  @Min(1970)
  @Max(2199)
  year: number;

  @ApiPropertyOptional({
    type: 'array',
    items: { type: 'string', pattern: webAddress },
    maxItems: 20,
    description: 'Addresses of the announcements.',
    example: ['https://www.gov.cn/zhengce/content/202511/content_7047090.htm'],
    default: [],
  })
  @IsArray()
  @ArrayMaxSize(20)
  @Matches(new RegExp(webAddress), { each: true })
  papers: string[] = [];

  @ApiProperty({
    type: [HolidayFileDay],
    minItems: 1,
    maxItems: 400,
    description: 'In any order; a date twice only when it means the same.',
  })
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(400)
  @ValidateNested({ each: true })
  @Type(() => HolidayFileDay)
  days: HolidayFileDay[];

  @Windows({
    required: false,
    nullable: true,
    description:
      'Not part of the form: windows of the make-up days. Left out: they are worked like the first day of the calendar’s ' +
      'week that has any windows.',
  })
  @IsOptional()
  windows?: Window[] | null;
}

/** Body of `POST /calendars/{id}/import`. */
export class HolidayFileRequest extends HolidayFileBody implements OpenCasesChoice {
  @OpenCases()
  openCases?: OpenCasesChoice['openCases'];

  @ReportId()
  reportId?: string | null;
}

/** Which of the public holidays that come with the product. */
export class ShippedYearsBody {
  @ApiProperty({ enum: publicRegions, enumName: 'PublicRegion', description: 'Whose public holidays.', example: 'CN' })
  @IsIn(publicRegions)
  region: PublicRegion;

  @ApiPropertyOptional({
    type: 'array',
    items: { type: 'integer', enum: [...shippedYears] },
    uniqueItems: true,
    nullable: true,
    description: 'Which years; null or left out: all that come with the product.',
    example: [2025, 2026],
  })
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayUnique()
  @IsIn(shippedYears, { each: true })
  years?: number[] | null;
}

/** Body of `POST /calendars/{id}/import-shipped`. */
export class ImportShippedRequest extends ShippedYearsBody implements OpenCasesChoice {
  @OpenCases()
  openCases?: OpenCasesChoice['openCases'];

  @ReportId()
  reportId?: string | null;
}

/** A public day that counts otherwise than before. */
export class ChangedDayResponse {
  @ApiProperty({ format: 'date', description: 'The date.', example: '2026-02-14' })
  date: string;

  @ApiProperty({ description: 'The holiday that it belongs to, or belonged to.', example: '春节' })
  name: string;

  @ApiProperty({
    type: String,
    enum: [...dayMeanings, null],
    nullable: true,
    description: 'What it was; null: a day like any other.',
    example: null,
  })
  before: DayMeaning | null;

  @ApiProperty({
    type: String,
    enum: [...dayMeanings, null],
    nullable: true,
    description: 'What it is now. The same as `before`: it is worked in other windows.',
    example: 'working',
  })
  after: DayMeaning | null;
}

/** What an import changed. */
export class ImportChangesResponse {
  @ApiProperty({ type: 'integer', description: 'Days that are public days now and were none, or others.', example: 39 })
  added: number;

  @ApiProperty({ type: 'integer', description: 'Days that were public days and are none, or others.', example: 0 })
  removed: number;

  @ApiProperty({
    type: [ChangedDayResponse],
    description: 'Every day that differs, by date. Days written by hand win all the same.',
  })
  days: ChangedDayResponse[];
}

/** The version that counts after an import. */
export class ImportResponse extends CalendarResponse {
  @ApiProperty({ type: ImportChangesResponse, description: 'What differs from the version before.' })
  changed: ImportChangesResponse;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description:
      'How it comes to open cases: `/sla-changes/{id}`. By itself only deadlines are computed anew that depend on years ' +
      'without public holidays until now. Null: the import says nothing new.',
    example: '01981a2b-8888-7000-8000-000000000001',
  })
  applicationId: string | null;
}

export const toImportResponse = ({ calendar, changed, change }: Imported, now: Date): ImportResponse => ({
  ...toResponse(calendar, now),
  changed: {
    added: changed.filter(({ after }) => after !== null).length,
    removed: changed.filter(({ before }) => before !== null).length,
    days: changed.map(({ date, name, before, after }) => ({ date, name, before, after })),
  },
  applicationId: change?.id ?? null,
});
