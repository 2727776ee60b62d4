import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What became personal is sealed in versions of records, too: the one change of them that is allowed. */
export class PersonalLater1764470000001 implements MigrationInterface {
  readonly name = 'PersonalLater1764470000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE attribute_conformance
        -- The last record whose versions were looked at; null: none yet.
        ADD records_done_to uuid,
        ADD records_done_at timestamptz,
        -- Records and customers to look at, those looked at, and versions and customers put away anew.
        ADD total integer NOT NULL DEFAULT 0,
        ADD done integer NOT NULL DEFAULT 0,
        ADD changed integer NOT NULL DEFAULT 0;
      DROP TRIGGER source_record_version_is_immutable ON source_record_version;
      CREATE TRIGGER source_record_version_is_immutable BEFORE UPDATE ON source_record_version FOR EACH ROW
        WHEN ((OLD.record_id, OLD.version, OLD.kind, OLD.digest, OLD.observed_at, OLD.received_at, OLD.received_by, OLD.plain - 'attributes')
            IS DISTINCT FROM
              (NEW.record_id, NEW.version, NEW.kind, NEW.digest, NEW.observed_at, NEW.received_at, NEW.received_by, NEW.plain - 'attributes')
          OR NOT coalesce((OLD.plain -> 'attributes') @> (NEW.plain -> 'attributes'), false))
        EXECUTE FUNCTION refuse_change();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER source_record_version_is_immutable ON source_record_version;
      CREATE TRIGGER source_record_version_is_immutable BEFORE UPDATE ON source_record_version
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
      ALTER TABLE attribute_conformance DROP records_done_to, DROP records_done_at, DROP total, DROP done, DROP changed;
    `);
  }
}
