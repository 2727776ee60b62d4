import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Module,
  Param,
  ParseUUIDPipe,
  Patch,
  Post,
  Query,
} from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { currentTrace } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Type } from 'class-transformer';
import { IsArray, IsIn, IsInt, IsOptional, IsString, MaxLength, MinLength, ValidateNested } from 'class-validator';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { CurrentUser, Public, RequirePermission, type User } from '../src/auth/index.js';
import { defineService } from '../src/bootstrap/index.js';
import { Answer, Command, IfMatch, type RunCommand } from '../src/commands/index.js';
import { defineConfig, text } from '../src/config/index.js';
import { ApiProblem } from '../src/openapi/index.js';
import { ApiPage, decodeCursor, PageQuery, toPage } from '../src/paging/index.js';
import { NotFound, Problem, StaleVersion } from '../src/problem/index.js';

/** What happens inside a request, for tests that have to be in the middle of one. */
export const inside = { writes: 0, wait: (): Promise<void> => Promise.resolve() };

export class Step {
  /** What to do. */
  @ApiProperty({ maxLength: 20 })
  @IsString()
  @MaxLength(20)
  text: string;
}

export class NewTask {
  /** What it is about. */
  @ApiProperty({ minLength: 1, maxLength: 50 })
  @IsString()
  @MinLength(1)
  @MaxLength(50)
  title: string;

  /** Higher comes first. */
  @ApiPropertyOptional({ type: 'integer', nullable: true, default: 0 })
  @IsOptional()
  @IsInt()
  weight?: number | null;

  /** In order. */
  @ApiPropertyOptional({ type: () => [Step] })
  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => Step)
  steps?: Step[];
}

export class TaskResponse {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty()
  title: string;
  @ApiProperty({ type: 'integer' })
  version: number;
}

class TaskQuery extends PageQuery {
  /** Order. */
  @ApiPropertyOptional({ enum: ['title', 'newest'] })
  @IsOptional()
  @IsIn(['title', 'newest'])
  sort?: string;
}

class TitleTaken extends Problem {
  constructor(id: string) {
    super({
      type: 'title-taken',
      status: 409,
      titles: { zh: '标题已存在', en: 'There is such a task' },
      members: { id },
    });
  }
}

const columns = 'id, title, version';

@Controller('tasks')
export class TasksController {
  constructor(private readonly dataSource: DataSource) {}

  @Get()
  @RequirePermission('case:read')
  @ApiPage(TaskResponse)
  async list(@Query() query: TaskQuery): Promise<unknown> {
    const after = decodeCursor<{ title: string }>(query.cursor, (value) => typeof value['title'] === 'string');
    const rows = await this.dataSource.query<TaskResponse[]>(
      `SELECT ${columns} FROM task WHERE title > $1 ORDER BY title LIMIT $2`,
      [after?.title ?? '', query.limit + 1],
    );
    return toPage(rows, query.limit, ({ title }) => ({ title }));
  }

  @Get('whoami')
  @RequirePermission('case:read')
  @ApiOkResponse({ schema: { type: 'object' } })
  whoami(@CurrentUser() user: User): unknown {
    return { id: user.id, roles: user.roles, department: user.department, scope: user.scope, trace: currentTrace() };
  }

  @Get('open')
  @Public()
  @ApiOkResponse({ schema: { type: 'object' } })
  open(): unknown {
    return { open: true };
  }

  @Get('boom')
  @Public()
  @ApiOkResponse({ schema: { type: 'object' } })
  boom(): never {
    throw new Error('secret of 张三 13812345678');
  }

  @Get('slow')
  @Public()
  @ApiOkResponse({ schema: { type: 'object' } })
  async slow(): Promise<unknown> {
    await inside.wait();
    return { done: true };
  }

  @Get(':id')
  @RequirePermission('case:read')
  @ApiOkResponse({ type: TaskResponse })
  async one(@Param('id', ParseUUIDPipe) id: string): Promise<TaskResponse> {
    const [row] = await this.dataSource.query<TaskResponse[]>(`SELECT ${columns} FROM task WHERE id = $1`, [id]);
    if (!row) throw new NotFound();
    return row;
  }

  @Post()
  @RequirePermission('case:write')
  @ApiCreatedResponse({ type: TaskResponse })
  @ApiProblem(409, 'title-taken')
  add(@Command() run: RunCommand, @Body() body: NewTask): Promise<TaskResponse> {
    return run(async (tx) => {
      const [known] = await tx.query<TaskResponse[]>(`SELECT ${columns} FROM task WHERE title = $1`, [body.title]);
      if (known) throw new TitleTaken(known.id);
      const [row] = await tx.query<[TaskResponse]>(`INSERT INTO task (title) VALUES ($1) RETURNING ${columns}`, [
        body.title,
      ]);
      inside.writes++;
      await inside.wait();
      return new Answer(row, { location: `/tasks-test/v1/tasks/${row.id}` });
    });
  }

  @Patch(':id')
  @RequirePermission('case:write')
  @ApiOkResponse({ type: TaskResponse })
  change(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() version: number,
    @Body() body: NewTask,
  ): Promise<TaskResponse> {
    return run((tx) => changeTitle(tx, id, version, body.title));
  }

  @Post(':id/close')
  @HttpCode(HttpStatus.OK)
  @RequirePermission('case:write')
  @ApiOkResponse({ type: TaskResponse })
  close(@Command() run: RunCommand, @Param('id', ParseUUIDPipe) id: string): Promise<TaskResponse> {
    return run(async (tx) => {
      const [row] = returned(
        await tx.query(
          `UPDATE task SET version = version + 1, closes = closes + 1 WHERE id = $1 RETURNING ${columns}`,
          [id],
        ),
      );
      if (!row) throw new NotFound();
      return row;
    });
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @RequirePermission('case:write')
  remove(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() _version: number,
  ): Promise<void> {
    return run(async (tx) => {
      await tx.query('DELETE FROM task WHERE id = $1', [id]);
    });
  }

  /** Takes any JSON: shows what the body parser made of it. */
  @Post('echo')
  @HttpCode(HttpStatus.OK)
  @Public()
  @ApiBody({ schema: {} })
  @ApiOkResponse({ schema: {} })
  echo(@Body() body: unknown): unknown {
    return { body: body ?? 'none', correlationId: currentTrace()?.correlationId };
  }
}

/** TypeORM gives rows and count for a changing statement. */
const returned = (result: unknown): TaskResponse[] => (result as [TaskResponse[], number])[0];

async function changeTitle(tx: Tx, id: string, version: number, title: string): Promise<TaskResponse> {
  const [current] = await tx.query<TaskResponse[]>(`SELECT ${columns} FROM task WHERE id = $1 FOR UPDATE`, [id]);
  if (!current) throw new NotFound();
  if (current.version !== version) throw new StaleVersion(current.version);
  const [row] = returned(
    await tx.query(`UPDATE task SET title = $2, version = version + 1 WHERE id = $1 RETURNING ${columns}`, [id, title]),
  );
  return row!;
}

class CreateTasks1764000009001 implements MigrationInterface {
  readonly name = 'CreateTasks1764000009001';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE task (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        title text NOT NULL UNIQUE,
        version integer NOT NULL DEFAULT 1,
        closes integer NOT NULL DEFAULT 0
      )`);
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE task');
  }
}

@Module({ controllers: [TasksController] })
class TasksModule {}

/** A service as small as one can be, with one of everything. */
export const tasksService = defineService({
  name: 'tasks-test',
  title: 'Tasks',
  description: 'Only for tests.',
  module: TasksModule,
  config: defineConfig({ SMTP_PASSWORD: text({ doc: 'Password of the mail server.', secret: true, optional: true }) }),
  entities: [],
  migrations: [CreateTasks1764000009001],
});
