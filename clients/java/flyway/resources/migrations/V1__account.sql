CREATE TABLE flyway_account (id uuid PRIMARY KEY, owner varchar(40) NOT NULL UNIQUE, cents bigint NOT NULL);
