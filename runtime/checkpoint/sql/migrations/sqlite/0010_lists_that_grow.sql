ALTER TABLE checkpoint_blobs ADD COLUMN base TEXT;
ALTER TABLE checkpoint_blobs ADD COLUMN kept INTEGER;
