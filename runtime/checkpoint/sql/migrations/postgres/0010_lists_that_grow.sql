-- In a block, for psycopg forgets its prepared statements at the word ALTER, also those it is about to use.
DO $$ BEGIN ALTER TABLE checkpoint_blobs ADD COLUMN IF NOT EXISTS base TEXT; ALTER TABLE checkpoint_blobs ADD COLUMN IF NOT EXISTS kept INTEGER; END $$;
