import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Articles with every version of their text, and the cases in which they were used. */
export class CreateArticles1764290000001 implements MigrationInterface {
  readonly name = 'CreateArticles1764290000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statements of [article, immutability, use]) await runner.query(statements);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE article_use; DROP TABLE article_version; DROP TABLE article; DROP FUNCTION refuse_change_of_article`);
  }
}

/** At most one text in the making and one published; nobody publishes their own. */
const article = `
  CREATE TABLE article (
    id uuid PRIMARY KEY,
    version integer NOT NULL CHECK (version >= 1),
    newest integer NOT NULL CHECK (newest >= 1)
  );
  CREATE TABLE article_version (
    article_id uuid NOT NULL REFERENCES article,
    number integer NOT NULL CHECK (number >= 1),
    state text NOT NULL CHECK (state IN ('draft', 'review', 'published', 'retired')),
    title_zh text NOT NULL,
    body_zh text NOT NULL,
    title_en text,
    body_en text,
    product_id text,
    case_kinds text[] NOT NULL CHECK (cardinality(case_kinds) >= 1
      AND case_kinds <@ ARRAY['enquiry', 'request', 'complaint', 'repair', 'technical']),
    cause text,
    tags text[] NOT NULL,
    authors text[] NOT NULL CHECK (cardinality(authors) >= 1),
    written_at timestamptz NOT NULL,
    submitted_by text,
    submitted_at timestamptz,
    returned_by text,
    returned_at timestamptz,
    return_reason text,
    published_by text,
    published_at timestamptz,
    retired_by text,
    retired_at timestamptz,
    retire_reason text,
    PRIMARY KEY (article_id, number),
    CONSTRAINT article_translation CHECK (num_nulls(title_en, body_en) IN (0, 2)),
    CONSTRAINT article_returned_with_reason CHECK (num_nulls(returned_by, returned_at, return_reason) IN (0, 3)),
    CONSTRAINT article_published_by_another CHECK (NOT (published_by = ANY (authors))),
    CONSTRAINT article_published_at CHECK (
      (state IN ('published', 'retired')) = (published_at IS NOT NULL) AND num_nulls(published_by, published_at) IN (0, 2)),
    CONSTRAINT article_retired_at CHECK (
      (state = 'retired') = (retired_at IS NOT NULL) AND num_nulls(retired_by, retired_at) IN (0, 2))
  );
  CREATE UNIQUE INDEX article_one_published ON article_version (article_id) INCLUDE (number) WHERE state = 'published';
  CREATE UNIQUE INDEX article_one_in_the_making ON article_version (article_id) WHERE state IN ('draft', 'review');`;

/** What customers were told once stays as it was: a published text can only be retired. */
const immutability = `
  CREATE FUNCTION refuse_change_of_article() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE retirement text[] := ARRAY['state', 'retired_by', 'retired_at', 'retire_reason'];
  BEGIN
    IF TG_OP = 'UPDATE' THEN
      IF OLD.state IN ('draft', 'review') THEN RETURN NEW; END IF;
      IF OLD.state = 'published' AND NEW.state = 'retired' AND to_jsonb(NEW) - retirement = to_jsonb(OLD) - retirement
        THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION 'article_version keeps every text, and those that were published as they were'
      USING ERRCODE = 'restrict_violation';
  END $$;
  CREATE TRIGGER article_version_is_kept BEFORE UPDATE OR DELETE ON article_version
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_article();`;

const use = `
  CREATE TABLE article_use (
    case_id uuid NOT NULL REFERENCES service_case,
    article_id uuid NOT NULL,
    number integer NOT NULL,
    used_by text NOT NULL,
    used_at timestamptz NOT NULL,
    PRIMARY KEY (case_id, article_id),
    FOREIGN KEY (article_id, number) REFERENCES article_version (article_id, number)
  );
  CREATE INDEX article_use_of_article ON article_use (article_id);`;
