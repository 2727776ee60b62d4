import { ApiProperty, OmitType } from '@nestjs/swagger';
import { type FieldGroup, fieldGroups } from '../customers/customer.shape.js';
import { OverviewResponse } from '../overview/overview.response.js';
import { MergeRequest, UnmergeRequest } from './identity.dto.js';
import { type PreviewedService, previewedServices, previewFigures } from './rules/preview.js';

/** Body of `POST /customers/{id}/merge-preview`. */
export class MergePreviewRequest extends OmitType(MergeRequest, ['reason']) {}

/** Body of `POST /customers/{id}/unmerge-preview`. */
export class UnmergePreviewRequest extends OmitType(UnmergeRequest, ['reason']) {}

const service = {
  enum: previewedServices,
  example: 'loyalty',
  description: 'Where it is seen.',
};
const count = (description: string, example: number) => ({ type: 'integer' as const, example, description });

export class PreviewFigureResponse {
  @ApiProperty(service)
  service: PreviewedService;
  @ApiProperty({ enum: previewFigures, example: 'points', description: 'What is counted.' })
  figure: string;
  @ApiProperty({ type: String, example: '可用积分', description: 'The same in the language of Accept-Language.' })
  label: string;
  @ApiProperty(count('Of `first` alone.', 350))
  first: number;
  @ApiProperty(count('Of `second` alone.', 120))
  second: number;
  @ApiProperty(count('Of the two as one.', 470))
  together: number;
}

export class PreviewEffectResponse {
  @ApiProperty(service)
  service: PreviewedService;
  @ApiProperty({ type: String, example: 'accounts', description: 'Code of the effect; more may come.' })
  effect: string;
  @ApiProperty({
    type: String,
    example: '两个账户都保留，兑换时合并使用余额',
    description: 'What happens, in the language of Accept-Language.',
  })
  text: string;
}

class PreviewResponse {
  @ApiProperty({ type: OverviewResponse, description: 'The two as one.' })
  together: OverviewResponse;
  @ApiProperty({
    enum: fieldGroups,
    isArray: true,
    example: ['names', 'contactPoints'],
    description: 'Groups of the golden record that differ between `first` and `together`.',
  })
  changedFields: FieldGroup[];
  @ApiProperty({
    type: [PreviewFigureResponse],
    description: 'What each service knows of them; figures that are 0 everywhere are left out.',
  })
  figures: PreviewFigureResponse[];
  @ApiProperty({ type: [PreviewEffectResponse], description: 'What else to know before deciding, service by service.' })
  effects: PreviewEffectResponse[];
}

export class MergePreviewResponse extends PreviewResponse {
  @ApiProperty({ type: OverviewResponse, description: 'The customer whose id survives, as it is now.' })
  first: OverviewResponse;
  @ApiProperty({ type: OverviewResponse, description: 'The customer whose id would redirect, as it is now.' })
  second: OverviewResponse;
}

export class UnmergePreviewResponse extends PreviewResponse {
  @ApiProperty({ type: OverviewResponse, description: 'The customer in the path, as it would be.' })
  first: OverviewResponse;
  @ApiProperty({
    type: OverviewResponse,
    description: 'The customer that would live again; where `isNew`, its id is made anew when it is really done.',
  })
  second: OverviewResponse;
  @ApiProperty({
    type: Boolean,
    example: false,
    description: 'Whether the records had not come by one merge and so become a customer that was not known before.',
  })
  isNew: boolean;
}
