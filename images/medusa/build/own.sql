-- What the platform keeps in a shop's database, apart from Medusa's tables.
CREATE SCHEMA store_orchestrator;

-- One row once the template's shop has become this shop.
CREATE TABLE store_orchestrator.personalisation (
    at timestamptz NOT NULL DEFAULT now()
);

-- Sign-in links that were used; a row is of no use once its link has expired.
CREATE TABLE store_orchestrator.used_sign_in (
    nonce text PRIMARY KEY,
    expires_at timestamptz NOT NULL
);

-- Claims that made this shop another merchant's; the digest tells a claim that is repeated.
CREATE TABLE store_orchestrator.claim (
    digest text PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now()
);
