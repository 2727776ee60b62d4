import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Source records are the truth, `customer` is derived from them, and `membership` says which record belongs to whom.
 * What must never happen is refused by a constraint: two customers that hold one number of an authority, a record in two
 * customers, a second active merge of one id, a changed version of a source record.
 */
export class CreateCustomers1764100000001 implements MigrationInterface {
  readonly name = 'CreateCustomers1764100000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(customers);
    await runner.query(sourceRecords);
    await runner.query(merges);
    await runner.query(matchIndex);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE customer_contact, customer_identifier, membership, customer_merge, source_record_version, source_record, customer;
      DROP FUNCTION refuse_change();
    `);
  }
}

const customers = `
  CREATE TABLE customer (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('person', 'organisation')),
    version integer NOT NULL CHECK (version >= 1),
    card_version integer NOT NULL CHECK (card_version >= 0),
    status text NOT NULL CHECK (status IN ('potential', 'target', 'active', 'lost', 'undesirable')),
    status_reason text CHECK ((status = 'undesirable') = (status_reason IS NOT NULL)),
    level text CHECK (level IN ('diamond', 'gold', 'silver', 'basic')),
    level_as_of timestamptz,
    owner_employee_id text,
    owner_department text NOT NULL CHECK (owner_department <> ''),
    display_name text,
    search_names text,
    name_tokens text[] NOT NULL,
    name_keys text[] NOT NULL,
    plain jsonb NOT NULL,
    sealed text NOT NULL,
    merged_into uuid REFERENCES customer CHECK (merged_into <> id),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT customer_person_has_no_plain_name CHECK (kind = 'organisation' OR (display_name IS NULL AND search_names IS NULL))
  );
  CREATE INDEX customer_merged_into ON customer (merged_into) WHERE merged_into IS NOT NULL;
  CREATE INDEX customer_created ON customer (created_at, id) WHERE merged_into IS NULL;
  CREATE INDEX customer_updated ON customer (updated_at, id) WHERE merged_into IS NULL;
  CREATE INDEX customer_department ON customer (owner_department, created_at, id) WHERE merged_into IS NULL;
  CREATE INDEX customer_owner ON customer (owner_employee_id) WHERE merged_into IS NULL AND owner_employee_id IS NOT NULL;
  -- Without fastupdate: after a bulk load the pending list makes each search ten times slower.
  CREATE INDEX customer_name_tokens ON customer USING gin (name_tokens) WITH (fastupdate = off) WHERE merged_into IS NULL;
`;

const sourceRecords = `
  CREATE TABLE source_record (
    id uuid PRIMARY KEY,
    source text NOT NULL,
    source_id text NOT NULL,
    version integer NOT NULL CHECK (version >= 1),
    UNIQUE (source, source_id)
  );
  CREATE TABLE source_record_version (
    record_id uuid NOT NULL REFERENCES source_record,
    version integer NOT NULL,
    kind text NOT NULL,
    plain jsonb NOT NULL,
    sealed text NOT NULL,
    digest text NOT NULL,
    observed_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    received_by text NOT NULL,
    PRIMARY KEY (record_id, version)
  );
  CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
  END $$;
  CREATE TRIGGER source_record_version_is_immutable BEFORE UPDATE ON source_record_version
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
`;

const merges = `
  CREATE TABLE customer_merge (
    id uuid PRIMARY KEY,
    survivor_id uuid NOT NULL REFERENCES customer,
    retired_id uuid NOT NULL REFERENCES customer CHECK (retired_id <> survivor_id),
    reason text NOT NULL,
    merged_by text NOT NULL,
    merged_at timestamptz NOT NULL,
    -- The survivor's standing before and after, to give it back when the merge is taken back.
    standing_before jsonb NOT NULL,
    standing_after jsonb NOT NULL,
    -- Numbers that the retired id held, so that it holds them again and not the survivor.
    retired_identifiers jsonb NOT NULL,
    undone_at timestamptz,
    undone_by text,
    undo_reason text,
    CHECK ((undone_at IS NULL) = (undone_by IS NULL) AND (undone_at IS NULL) = (undo_reason IS NULL))
  );
  CREATE UNIQUE INDEX customer_merge_active ON customer_merge (retired_id) WHERE undone_at IS NULL;

  CREATE TABLE membership (
    id uuid PRIMARY KEY,
    record_id uuid NOT NULL REFERENCES source_record,
    customer_id uuid NOT NULL REFERENCES customer,
    valid_from timestamptz NOT NULL,
    valid_to timestamptz CHECK (valid_to >= valid_from),
    reason text NOT NULL CHECK (reason IN ('registered', 'attached', 'edited', 'merged', 'unmerged')),
    merge_id uuid REFERENCES customer_merge CHECK ((merge_id IS NOT NULL) = (reason = 'merged'))
  );
  CREATE UNIQUE INDEX membership_open ON membership (record_id) WHERE valid_to IS NULL;
  CREATE INDEX membership_of_customer ON membership (customer_id) WHERE valid_to IS NULL;
  CREATE INDEX membership_of_merge ON membership (merge_id) WHERE merge_id IS NOT NULL;
`;

const matchIndex = `
  CREATE TABLE customer_identifier (
    customer_id uuid NOT NULL REFERENCES customer,
    type text NOT NULL,
    key text NOT NULL,
    -- Another customer holds it already; the two are possible duplicates.
    contested boolean NOT NULL,
    PRIMARY KEY (customer_id, type, key)
  );
  CREATE UNIQUE INDEX customer_identifier_one_holder ON customer_identifier (type, key) WHERE NOT contested;
  CREATE INDEX customer_identifier_key ON customer_identifier (type, key);

  CREATE TABLE customer_contact (
    customer_id uuid NOT NULL REFERENCES customer,
    type text NOT NULL,
    -- HMAC under the deployment's contact key: the card carries it, and here it finds who shares a number.
    key text NOT NULL,
    channel text CHECK (channel IN ('email', 'sms', 'wechat')),
    opted_out boolean NOT NULL,
    PRIMARY KEY (customer_id, type, key)
  );
  CREATE INDEX customer_contact_key ON customer_contact (type, key);
`;
