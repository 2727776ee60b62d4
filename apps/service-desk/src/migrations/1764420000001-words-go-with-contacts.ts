import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A contact that goes to another case does not stay sealed under the key of the one that it leaves: that key is destroyed as
 * soon as somebody knows whose case it is.
 */
export class WordsGoWithContacts1764420000001 implements MigrationInterface {
  readonly name = 'WordsGoWithContacts1764420000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION take_words_along() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (
          SELECT FROM intake i JOIN subject_key k ON k.id IN (
            split_part(i.subject, '.', 2)::uuid, split_part(i.words, '.', 2)::uuid, split_part(i.contact_value, '.', 2)::uuid)
          WHERE i.id = OLD.id AND i.case_id <> OLD.case_id AND k.subject_id = OLD.case_id AND k.destroyed_at IS NULL)
        THEN RAISE EXCEPTION 'intake_takes_its_words: contact % is sealed under the key of case %', OLD.id, OLD.case_id
          USING ERRCODE = '23514';
        END IF;
        RETURN NULL;
      END $$;
      CREATE CONSTRAINT TRIGGER intake_takes_its_words AFTER UPDATE OF case_id ON intake
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.case_id <> NEW.case_id) EXECUTE FUNCTION take_words_along();`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER intake_takes_its_words ON intake; DROP FUNCTION take_words_along();');
  }
}
