
-- pseudonym.sql: the 18-byte type, identifier schemes, and the functions that hold a key.

-- type

CREATE TYPE pseudonym;

CREATE FUNCTION pseudonym_in(cstring) RETURNS pseudonym
  AS 'MODULE_PATHNAME', 'coc_pseudonym_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION pseudonym_in(cstring) IS 'Text input of pseudonym: key id, hyphen, 26 Crockford base-32 digits, check symbol; case and hyphens do not matter, O reads as 0, I and L as 1. Error 22P02 when the check symbol does not fit.';

CREATE FUNCTION pseudonym_out(pseudonym) RETURNS cstring
  AS 'MODULE_PATHNAME', 'coc_pseudonym_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION pseudonym_out(pseudonym) IS 'Text output of pseudonym, such as 3-6Y8AVPMTJCGDVBAEKWDDHYFN8SC.';

CREATE FUNCTION pseudonym_recv(internal) RETURNS pseudonym
  AS 'MODULE_PATHNAME', 'coc_pseudonym_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION pseudonym_recv(internal) IS 'Binary input of pseudonym: 2 bytes key id, big-endian, and 16 bytes. Error 22P03 for another length or key id 0.';

CREATE FUNCTION pseudonym_send(pseudonym) RETURNS bytea
  AS 'MODULE_PATHNAME', 'coc_pseudonym_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION pseudonym_send(pseudonym) IS 'Binary output of pseudonym: the 18 stored bytes.';

CREATE TYPE pseudonym (
  INPUT = pseudonym_in, OUTPUT = pseudonym_out, RECEIVE = pseudonym_recv, SEND = pseudonym_send,
  INTERNALLENGTH = 18, ALIGNMENT = char, STORAGE = plain);
COMMENT ON TYPE pseudonym IS 'A person as one domain knows them: the id of the key that made it, and 16 bytes. The domain is not in the value; the column or alias row says it. Two domains'' pseudonyms of one person have nothing in common without the keys.';

-- functions

CREATE FUNCTION key_id(pseudonym pseudonym) RETURNS integer
  AS 'MODULE_PATHNAME', 'coc_pseudonym_key' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION key_id(pseudonym) IS 'Id of the key that made a pseudonym, 1 to 65535: it names a secret and its version, see keyring_status().';

CREATE FUNCTION pseudonymize(identifier text, scheme text, domain text) RETURNS pseudonym
  AS 'MODULE_PATHNAME', 'coc_pseudonymize' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED COST 10;
COMMENT ON FUNCTION pseudonymize(text, text, text) IS 'Pseudonym of an identifier in a domain such as ministry or provider/17. The identifier is normalised and checked as the scheme says, sealed under the root key, then under the domain''s. Pass it as a bind parameter, never as a literal: literals reach logs. Errors: 22023 with missing, malformed, check_digit, placeholder or script for an identifier that fails, and for LOCAL/<n> outside provider/<n>; 42704 for an unknown scheme or domain; 55000 without a keyring; 53400 beyond continuum.pseudonymize_rate_limit. The value is never in a message. A dictionary oracle: EXECUTE is nobody''s until granted.';

CREATE FUNCTION translate(pseudonym pseudonym, from_domain text, to_domain text) RETURNS SETOF pseudonym
  AS 'MODULE_PATHNAME', 'coc_translate' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE ROWS 1 COST 100;
COMMENT ON FUNCTION translate(pseudonym, text, text) IS 'The same person''s pseudonym in another domain, for the linkage role. Nothing in a value proves its domain, so the alias is looked up in registry.person_alias with the caller''s rights: 42704 when it is not there, when the keyring has not the key it names, or when that key is not from_domain''s; 55000 without a registry. No row for a local person, whom no other provider knows. Name it continuum.translate, or give it a pseudonym and not a literal: core has a translate(text, text, text). EXECUTE is nobody''s until granted.';

CREATE FUNCTION random_key() RETURNS bigint
  AS 'MODULE_PATHNAME', 'coc_random_key' LANGUAGE C VOLATILE PARALLEL SAFE;
COMMENT ON FUNCTION random_key() IS '64 bits from the strong random source of the system: record keys, and person numbers (random_key() & 9223372036854775807). Nothing derives them from a person.';

CREATE FUNCTION keyring_status(
    OUT key_id integer, OUT kind text, OUT name text, OUT version integer, OUT state text, OUT kcv bytea)
  RETURNS SETOF record
  AS 'MODULE_PATHNAME', 'coc_keyring_status' LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 5;
COMMENT ON FUNCTION keyring_status() IS 'What the session''s keyring holds: id, kind (root or domain), name (NULL for the root), version, state (active; retired: opens what it sealed and seals no more; destroyed: its secret is gone) and the 8-byte key check value, which tells whether two keys are the same and nothing else; NULL for a destroyed key. For a family such as provider it is that of the domain named like the family. Never the bytes of a key. 55000 without a keyring; EXECUTE is nobody''s until granted.';

CREATE FUNCTION identifier_problem(identifier text, scheme text) RETURNS text
  AS 'MODULE_PATHNAME', 'coc_identifier_problem' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION identifier_problem(text, text) IS 'NULL when the identifier is legal under the scheme, otherwise missing (also for NULL), malformed, check_digit, placeholder or script. NULL scheme gives NULL. Needs no key. Error 42704 for an unknown scheme, which a registered one is to a caller who may not read registry.scheme.';

CREATE FUNCTION identifier_quality(scheme text) RETURNS text
  AS 'MODULE_PATHNAME', 'coc_scheme_quality_name' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION identifier_quality(text) IS 'What an alias made with the scheme is worth: verified (a check digit stands behind it), plain (none does), weak (a composite; never the only ground for merging two people), local (LOCAL/<n>: one provider''s own number). Error 42704 for an unknown scheme.';

CREATE FUNCTION schemes(
    OUT name text, OUT quality text, OUT pattern text, OUT check_rule text, OUT placeholders text[])
  RETURNS SETOF record
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 15 SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
  RETURN QUERY SELECT s.name, s.quality, s.pattern, s.check_rule, s.placeholders FROM continuum.shipped_schemes() s;
  IF continuum.registry_readable('scheme') THEN
    RETURN QUERY SELECT s.name, s.quality, s.pattern, s.check_rule, s.placeholders FROM registry.scheme s;
  END IF;
END
$body$;
COMMENT ON FUNCTION schemes() IS 'The identifier schemes there are: shipped, then those of registry.scheme that the caller may read. Besides these, LOCAL/<n> takes any 1 to 72 printable characters as provider n''s own number; intake writes it client:<file number>, or record:<source record> for a person without one. The languages of pattern, check_rule and placeholders: register_scheme.';

CREATE FUNCTION register_scheme(name text, pattern text, check_rule text,
    placeholders text[] DEFAULT '{}', weak boolean DEFAULT false) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
  row_quality text := continuum.scheme_row_quality(
    register_scheme.name, register_scheme.pattern, register_scheme.check_rule,
    pg_catalog.array_to_string(register_scheme.placeholders, ' '));
BEGIN
  IF row_quality IS NULL OR register_scheme.weak IS NULL THEN
    RAISE EXCEPTION 'a scheme has a name, a pattern, a check rule, placeholders and weak or not'
      USING ERRCODE = '22004';
  END IF;
  PERFORM continuum.require_registry('INSERT', 'scheme');
  INSERT INTO registry.scheme (name, pattern, check_rule, placeholders, quality)
  VALUES (register_scheme.name, register_scheme.pattern, register_scheme.check_rule,
          register_scheme.placeholders,
          CASE WHEN register_scheme.weak THEN 'weak' ELSE row_quality END);
END
$body$;
COMMENT ON FUNCTION register_scheme(text, text, text, text[], boolean) IS 'Add an identifier scheme to registry.scheme. A scheme is never changed, because its name goes into every pseudonym: a changed rule is a new name (42710 for a shipped one, 23505 for a registered one). weak: a composite of facts, not a number somebody was given.
Name: 2 to 32 of A-Z 0-9 . _ after a letter, such as CL.NIP.
Pattern, over the text without separators and in capitals: d digit, a letter, x either, [XYZ] one of these, capitals and digits themselves, k a country (ISO 3166-1 alpha-3, or what ICAO Doc 9303 has for people without one, such as XXA), each with {n} or {n,m}, taking as many as it may and giving none back; (CL) first: may stand there and is dropped; z leading zeros are dropped; - a hyphen in the canonical form; c the check symbol, last.
Check rule: none, mod10 (Luhn), mod11 (weights 2 to 7 from the right, K for ten), mod97 (ISO 7064), or for each check symbol, separated by semicolons: modulus N, then weights 2,3,4 from the right again and again or base N for its powers, fold (a product counts as the sum of its digits), letters XYZ (worth 0, 1, 2; otherwise A is 10), and symbols with one for each remainder (hyphen: none), or digits N remainder R for N check digits with which the whole leaves R.
Placeholders: canonical forms that pass and are nobody''s; # is one and the same digit everywhere, _ any character. Error 22023 for a row that is not understood, 55000 without a registry, 42501 for a caller who may not insert into registry.scheme.';

-- private functions

CREATE FUNCTION reseal(pseudonym pseudonym, from_domain text, to_domain text) RETURNS pseudonym
  AS 'MODULE_PATHNAME', 'coc_reseal' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE COST 20;
COMMENT ON FUNCTION reseal(pseudonym, text, text) IS 'Private to the registry''s owner: opens a pseudonym of from_domain under the key that it names and seals it for to_domain under the active one; within one domain it takes it to the active key. Unchecked: under a wrong domain any value opens to something. Errors: 42704 for a key the keyring has not, 55000 for a destroyed one.';

CREATE FUNCTION count_calls(calls integer) RETURNS void
  AS 'MODULE_PATHNAME', 'coc_count_calls' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION count_calls(integer) IS 'Private to the registry''s owner: counts so many calls of the caller against continuum.pseudonymize_rate_limit. Error 53400 when the minute is used up.';

CREATE FUNCTION shipped_schemes(
    OUT name text, OUT quality text, OUT pattern text, OUT check_rule text, OUT placeholders text[])
  RETURNS SETOF record
  AS 'MODULE_PATHNAME', 'coc_shipped_scheme_list' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 11;
COMMENT ON FUNCTION shipped_schemes() IS 'Private to schemes(): the schemes compiled into the library. Frozen.';

CREATE FUNCTION scheme_row_quality(name text, pattern text, check_rule text, placeholders text) RETURNS text
  AS 'MODULE_PATHNAME', 'coc_scheme_row_quality' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION scheme_row_quality(text, text, text, text) IS 'Private to register_scheme(): verified or plain, as the row deserves. Error 22023 for a row that is not understood, 42710 for a shipped name.';

CREATE FUNCTION pseudonym_lt(a pseudonym, b pseudonym) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_pseudonym_lt' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION pseudonym_lt(pseudonym, pseudonym) IS 'a sorts before b.';

CREATE FUNCTION pseudonym_le(a pseudonym, b pseudonym) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_pseudonym_le' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION pseudonym_le(pseudonym, pseudonym) IS 'a sorts before b, or is the same.';

CREATE FUNCTION pseudonym_eq(a pseudonym, b pseudonym) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_pseudonym_eq' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION pseudonym_eq(pseudonym, pseudonym) IS 'a and b are the same key id and the same sixteen bytes.';

CREATE FUNCTION pseudonym_ne(a pseudonym, b pseudonym) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_pseudonym_ne' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION pseudonym_ne(pseudonym, pseudonym) IS 'a and b differ in key id or bytes.';

CREATE FUNCTION pseudonym_ge(a pseudonym, b pseudonym) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_pseudonym_ge' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION pseudonym_ge(pseudonym, pseudonym) IS 'a sorts after b, or is the same.';

CREATE FUNCTION pseudonym_gt(a pseudonym, b pseudonym) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_pseudonym_gt' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION pseudonym_gt(pseudonym, pseudonym) IS 'a sorts after b.';

CREATE FUNCTION pseudonym_cmp(a pseudonym, b pseudonym) RETURNS integer
  AS 'MODULE_PATHNAME', 'coc_pseudonym_cmp' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION pseudonym_cmp(pseudonym, pseudonym) IS 'btree support of pseudonym: the order of the 18 bytes, key id first.';

CREATE FUNCTION pseudonym_sortsupport(internal) RETURNS void
  AS 'MODULE_PATHNAME', 'coc_pseudonym_sortsupport' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION pseudonym_sortsupport(internal) IS 'btree sort support of pseudonym: the first eight bytes as abbreviated key.';

CREATE FUNCTION pseudonym_hash(pseudonym) RETURNS integer
  AS 'MODULE_PATHNAME', 'coc_pseudonym_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION pseudonym_hash(pseudonym) IS 'Hash support of pseudonym.';

CREATE FUNCTION pseudonym_hash_extended(pseudonym, bigint) RETURNS bigint
  AS 'MODULE_PATHNAME', 'coc_pseudonym_hash_extended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION pseudonym_hash_extended(pseudonym, bigint) IS 'Salted hash support of pseudonym.';

-- operators

CREATE OPERATOR < (FUNCTION = pseudonym_lt, LEFTARG = pseudonym, RIGHTARG = pseudonym,
  COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel);
COMMENT ON OPERATOR <(pseudonym, pseudonym) IS 'sorts before';

CREATE OPERATOR <= (FUNCTION = pseudonym_le, LEFTARG = pseudonym, RIGHTARG = pseudonym,
  COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel);
COMMENT ON OPERATOR <=(pseudonym, pseudonym) IS 'sorts before or is the same';

CREATE OPERATOR = (FUNCTION = pseudonym_eq, LEFTARG = pseudonym, RIGHTARG = pseudonym,
  COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
COMMENT ON OPERATOR =(pseudonym, pseudonym) IS 'same pseudonym';

CREATE OPERATOR <> (FUNCTION = pseudonym_ne, LEFTARG = pseudonym, RIGHTARG = pseudonym,
  COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel);
COMMENT ON OPERATOR <>(pseudonym, pseudonym) IS 'different pseudonyms';

CREATE OPERATOR >= (FUNCTION = pseudonym_ge, LEFTARG = pseudonym, RIGHTARG = pseudonym,
  COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel);
COMMENT ON OPERATOR >=(pseudonym, pseudonym) IS 'sorts after or is the same';

CREATE OPERATOR > (FUNCTION = pseudonym_gt, LEFTARG = pseudonym, RIGHTARG = pseudonym,
  COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel);
COMMENT ON OPERATOR >(pseudonym, pseudonym) IS 'sorts after';

-- operator classes

CREATE OPERATOR CLASS pseudonym_ops DEFAULT FOR TYPE pseudonym USING btree AS
  OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,
  FUNCTION 1 pseudonym_cmp(pseudonym, pseudonym),
  FUNCTION 2 pseudonym_sortsupport(internal),
  FUNCTION 4 btequalimage(oid);
COMMENT ON OPERATOR CLASS pseudonym_ops USING btree IS 'order of the bytes; equal images, so that indexes deduplicate';
COMMENT ON OPERATOR FAMILY pseudonym_ops USING btree IS 'order of the bytes of pseudonym';

CREATE OPERATOR CLASS pseudonym_ops DEFAULT FOR TYPE pseudonym USING hash AS
  OPERATOR 1 =,
  FUNCTION 1 pseudonym_hash(pseudonym),
  FUNCTION 2 pseudonym_hash_extended(pseudonym, bigint);
COMMENT ON OPERATOR CLASS pseudonym_ops USING hash IS 'hash of the bytes';
COMMENT ON OPERATOR FAMILY pseudonym_ops USING hash IS 'hash of the bytes of pseudonym';

-- grants: whoever holds a key function can try identities against the registry

REVOKE ALL ON FUNCTION pseudonymize(text, text, text) FROM PUBLIC;
REVOKE ALL ON FUNCTION translate(pseudonym, text, text) FROM PUBLIC;
REVOKE ALL ON FUNCTION keyring_status() FROM PUBLIC;
REVOKE ALL ON FUNCTION reseal(pseudonym, text, text) FROM PUBLIC;
REVOKE ALL ON FUNCTION count_calls(integer) FROM PUBLIC;
