-- A data folder of schema version 1, as `sqlite3 kliping.db .dump` wrote it. The texts are our own.
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE article (
	article_id VARCHAR(17) NOT NULL, 
	url VARCHAR NOT NULL, 
	url_key VARCHAR NOT NULL, 
	outlet VARCHAR NOT NULL, 
	network VARCHAR NOT NULL, 
	title VARCHAR, 
	authors JSON NOT NULL, 
	editors JSON NOT NULL, 
	bylines JSON NOT NULL, 
	published_at DATETIME, 
	published_precision VARCHAR, 
	published_origin VARCHAR, 
	modified_at DATETIME, 
	event_date DATE, 
	region_code VARCHAR, 
	region VARCHAR, 
	place VARCHAR, 
	language VARCHAR, 
	relevant BOOLEAN NOT NULL, 
	relevance DOUBLE, 
	matched_terms JSON NOT NULL, 
	words INTEGER NOT NULL, 
	text_sha256 VARCHAR NOT NULL, 
	body VARCHAR NOT NULL, 
	complete BOOLEAN NOT NULL, 
	fetched_at DATETIME, 
	warc_record_id VARCHAR, 
	extractor VARCHAR NOT NULL, 
	rule_hits JSON NOT NULL, 
	first_seen_at DATETIME NOT NULL, 
	gone_at DATETIME, 
	event_id VARCHAR(17), 
	copy_group VARCHAR(17), 
	CONSTRAINT pk_article PRIMARY KEY (article_id), 
	CONSTRAINT fk_article_outlet_outlet FOREIGN KEY(outlet) REFERENCES outlet (name)
);
INSERT INTO "article" VALUES('a0000000000000001','https://petisi.co/berita-1/','petisi.co/berita-1','petisi','petisi','Berita 1','["Rina Wulandari"]','[]','[]','2024-11-26 01:00:00.000000','minute','jsonld',NULL,'2024-11-26','35.74','Kota Probolinggo','Probolinggo','id',1,0.75,'["kotak suara"]',15,'1111111111111111111111111111111111111111111111111111111111111111','Petugas menghitung ulang kotak suara di gudang kecamatan — “tanpa jeda”.

Saksi hadir sejak pagi.',1,'2024-11-27 23:01:00.000000','urn:uuid:00000000-0000-4000-8000-000000000001','1 element','{"teaser": 1}','2024-11-27 23:00:00.000000',NULL,'e0000000000000001',NULL);
INSERT INTO "article" VALUES('a0000000000000002','https://petisi.co/berita-2/','petisi.co/berita-2','petisi','petisi','Berita 2','["Rina Wulandari"]','[]','[]','2024-11-26 02:00:00.000000','minute','jsonld',NULL,'2024-11-26','35.74','Kota Probolinggo','Probolinggo','id',1,0.75,'["kotak suara"]',8,'2222222222222222222222222222222222222222222222222222222222222222','Gudang logistik dijaga bergantian sampai hari pemungutan suara.',1,'2024-11-27 23:02:00.000000','urn:uuid:00000000-0000-4000-8000-000000000002','1 element','{"teaser": 1}','2024-11-27 23:00:00.000000','2024-12-01 23:00:00.000000','e0000000000000001',NULL);
CREATE TABLE capture (
	record_id VARCHAR NOT NULL, 
	url VARCHAR NOT NULL, 
	outlet VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	status INTEGER NOT NULL, 
	fetched_at DATETIME NOT NULL, 
	warc_file VARCHAR NOT NULL, 
	"offset" INTEGER NOT NULL, 
	length INTEGER NOT NULL, 
	digest VARCHAR NOT NULL, 
	CONSTRAINT pk_capture PRIMARY KEY (record_id)
);
INSERT INTO "capture" VALUES('urn:uuid:00000000-0000-4000-8000-000000000001','https://petisi.co/berita-1/','petisi','article',200,'2024-11-27 23:01:00.000000','20241127T230000Z-20241127t230000-0a1b2c3d-1.warc.gz',600,550,'sha256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA====');
INSERT INTO "capture" VALUES('urn:uuid:00000000-0000-4000-8000-000000000002','https://petisi.co/berita-2/','petisi','article',200,'2024-11-27 23:02:00.000000','20241127T230000Z-20241127t230000-0a1b2c3d-1.warc.gz',1200,550,'sha256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA====');
CREATE TABLE event (
	event_id VARCHAR(17) NOT NULL, 
	founded_at DATETIME NOT NULL, 
	redirect_to VARCHAR(17), 
	cohesion DOUBLE, 
	CONSTRAINT pk_event PRIMARY KEY (event_id)
);
INSERT INTO "event" VALUES('e0000000000000001','2024-11-27 23:00:00.000000',NULL,0.5);
INSERT INTO "event" VALUES('e0000000000000002','2024-11-27 23:00:00.000000','e0000000000000001',0.0);
CREATE TABLE event_change (
	change_id INTEGER NOT NULL, 
	event_id VARCHAR(17) NOT NULL, 
	changed_at DATETIME NOT NULL, 
	kind VARCHAR NOT NULL, 
	detail JSON NOT NULL, 
	CONSTRAINT pk_event_change PRIMARY KEY (change_id), 
	CONSTRAINT fk_event_change_event_id_event FOREIGN KEY(event_id) REFERENCES event (event_id)
);
INSERT INTO "event_change" VALUES(1,'e0000000000000001','2024-11-27 23:00:00.000000','founded','{"articles": ["a0000000000000001"]}');
INSERT INTO "event_change" VALUES(2,'e0000000000000001','2024-11-27 23:00:00.000000','merged','{"from": ["e0000000000000002"]}');
CREATE TABLE outlet (
	name VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	site VARCHAR, 
	network VARCHAR NOT NULL, 
	family VARCHAR, 
	region_code VARCHAR, 
	region VARCHAR, 
	CONSTRAINT pk_outlet PRIMARY KEY (name)
);
INSERT INTO "outlet" VALUES('petisi','Petisi.co','https://petisi.co/','petisi','wordpress','35','Jawa Timur');
INSERT INTO "outlet" VALUES('kiriman','Kiriman',NULL,'kiriman',NULL,NULL,NULL);
CREATE TABLE pair (
	a VARCHAR(17) NOT NULL, 
	b VARCHAR(17) NOT NULL, 
	version VARCHAR NOT NULL, 
	score DOUBLE NOT NULL, 
	copy BOOLEAN NOT NULL, 
	evidence JSON NOT NULL, 
	CONSTRAINT pk_pair PRIMARY KEY (a, b), 
	CONSTRAINT fk_pair_a_article FOREIGN KEY(a) REFERENCES article (article_id), 
	CONSTRAINT fk_pair_b_article FOREIGN KEY(b) REFERENCES article (article_id)
);
INSERT INTO "pair" VALUES('a0000000000000001','a0000000000000002','1',0.9,0,'{"dates": "same"}');
CREATE TABLE run (
	run_id VARCHAR NOT NULL, 
	command VARCHAR NOT NULL, 
	started_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	seconds DOUBLE, 
	status VARCHAR NOT NULL, 
	exit_code INTEGER, 
	settings JSON NOT NULL, 
	CONSTRAINT pk_run PRIMARY KEY (run_id)
);
INSERT INTO "run" VALUES('20241127t230000-0a1b2c3d','nightly','2024-11-27 23:00:00.000000','2024-11-27 23:20:00.000000',1200.5,'completed',0,'{"DOWNLOAD_DELAY": 3}');
CREATE TABLE run_outlet (
	run_id VARCHAR NOT NULL, 
	outlet VARCHAR NOT NULL, 
	status VARCHAR NOT NULL, 
	reason VARCHAR, 
	since DATETIME, 
	until DATETIME, 
	started_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	seconds DOUBLE, 
	counts JSON NOT NULL, 
	CONSTRAINT pk_run_outlet PRIMARY KEY (run_id, outlet), 
	CONSTRAINT fk_run_outlet_run_id_run FOREIGN KEY(run_id) REFERENCES run (run_id)
);
INSERT INTO "run_outlet" VALUES('20241127t230000-0a1b2c3d','petisi','completed',NULL,'2024-11-20 23:00:00.000000',NULL,'2024-11-27 23:00:00.000000','2024-11-27 23:19:00.000000',1100.25,'{"articles": 2, "pages": 9}');
CREATE TABLE sighting (
	outlet VARCHAR NOT NULL, 
	url_key VARCHAR NOT NULL, 
	url VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	reason VARCHAR, 
	title VARCHAR, 
	score DOUBLE, 
	published_at DATETIME, 
	source VARCHAR NOT NULL, 
	article_id VARCHAR, 
	attempts INTEGER NOT NULL, 
	first_seen_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_sighting PRIMARY KEY (outlet, url_key)
);
INSERT INTO "sighting" VALUES('petisi','petisi.co/berita-1','https://petisi.co/berita-1/','article',NULL,'Berita 1',0.75,'2024-11-26 01:00:00.000000','feed /feed/','a0000000000000001',1,'2024-11-27 23:00:00.000000','2024-11-27 23:00:00.000000');
INSERT INTO "sighting" VALUES('petisi','petisi.co/berita-2','https://petisi.co/berita-2/','article',NULL,'Berita 2',0.75,'2024-11-26 02:00:00.000000','feed /feed/','a0000000000000002',1,'2024-11-27 23:00:00.000000','2024-11-27 23:00:00.000000');
INSERT INTO "sighting" VALUES('petisi','petisi.co/resep','https://petisi.co/resep/','off_topic','relevance 0.01',NULL,NULL,NULL,'feed /feed/',NULL,0,'2024-11-27 23:00:00.000000','2024-11-27 23:00:00.000000');
CREATE TABLE signature (
	article_id VARCHAR(17) NOT NULL, 
	version VARCHAR NOT NULL, 
	text_sha256 VARCHAR NOT NULL, 
	day DATE NOT NULL, 
	payload JSON NOT NULL, 
	CONSTRAINT pk_signature PRIMARY KEY (article_id), 
	CONSTRAINT fk_signature_article_id_article FOREIGN KEY(article_id) REFERENCES article (article_id)
);
INSERT INTO "signature" VALUES('a0000000000000001','1','1111111111111111111111111111111111111111111111111111111111111111','2024-11-26','{"words": [1]}');
INSERT INTO "signature" VALUES('a0000000000000002','1','2222222222222222222222222222222222222222222222222222222222222222','2024-11-26','{"words": [2]}');
CREATE TABLE warc_file (
	name VARCHAR NOT NULL, 
	run_id VARCHAR NOT NULL, 
	opened_at DATETIME NOT NULL, 
	sealed BOOLEAN NOT NULL, 
	size INTEGER, 
	CONSTRAINT pk_warc_file PRIMARY KEY (name)
);
INSERT INTO "warc_file" VALUES('20241127T230000Z-20241127t230000-0a1b2c3d-1.warc.gz','20241127t230000-0a1b2c3d','2024-11-27 23:00:00.000000',1,4096);
CREATE INDEX ix_capture_outlet_fetched_at ON capture (outlet, fetched_at);
CREATE INDEX ix_sighting_outlet_state ON sighting (outlet, state);
CREATE INDEX ix_article_event_id ON article (event_id);
CREATE UNIQUE INDEX ix_article_outlet_url_key ON article (outlet, url_key);
CREATE INDEX ix_article_published_at ON article (published_at);
CREATE INDEX ix_event_change_event_id ON event_change (event_id);
CREATE INDEX ix_pair_b ON pair (b);
CREATE INDEX ix_signature_version_day ON signature (version, day);
COMMIT;
