import { Controller, Get } from '@nestjs/common';
import { Allow } from '../access/allow.js';
import { openApiOf } from './openapi.js';
import { ROUTES } from './routes.js';

@Controller('api/v1/openapi.json')
export class OpenApiController {
  private document: object | undefined;

  @Get()
  @Allow('public')
  read(): object {
    return (this.document ??= openApiOf(ROUTES));
  }
}
