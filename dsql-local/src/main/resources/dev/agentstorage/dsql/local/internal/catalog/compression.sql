-- The stored size of a value. The service compresses with LZ4, which PostgreSQL has only if it was built with it, so
-- this follows the algorithm of LZ4 as far as necessary for the length of its output.

-- The length of the output for one block: literals as they are, and three bytes for each match in the last 64 KiB.
CREATE OR REPLACE FUNCTION dsql_local.compressed_block(value bytea) RETURNS integer
    LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog
    AS $$
DECLARE
    -- The last position of each hash of five bytes, counted from 0.
    seen integer[] := array_fill(-65536, ARRAY[4096]);
    last_start integer := length(value) - 12;
    at integer := 0;
    literals_from integer := 0;
    literals integer;
    -- LZ4 takes longer steps where it finds nothing.
    misses integer := 64;
    slot integer;
    earlier integer;
    matched integer;
    more integer;
    total integer := 0;
BEGIN
    WHILE at < last_start LOOP
        slot := 1 + ((get_byte(value, at) * 40503 + get_byte(value, at + 1) * 30011 + get_byte(value, at + 2) * 52361
            + get_byte(value, at + 3) * 11003 + get_byte(value, at + 4) * 20129) >> 3 & 4095);
        earlier := seen[slot];
        seen[slot] := at;
        IF at - earlier > 65535
            OR substring(value FROM earlier + 1 FOR 4) <> substring(value FROM at + 1 FOR 4) THEN
            at := at + (misses >> 6);
            misses := misses + 1;
            CONTINUE;
        END IF;
        -- The length of the match: in growing pieces while they are equal, and then in shrinking ones.
        matched := 4;
        more := 4;
        WHILE at + matched + more <= last_start + 7
            AND substring(value FROM earlier + matched + 1 FOR more) = substring(value FROM at + matched + 1 FOR more)
        LOOP
            matched := matched + more;
            more := more * 2;
        END LOOP;
        WHILE more > 1 LOOP
            more := more / 2;
            IF at + matched + more <= last_start + 7
                AND substring(value FROM earlier + matched + 1 FOR more)
                    = substring(value FROM at + matched + 1 FOR more) THEN
                matched := matched + more;
            END IF;
        END LOOP;
        -- What is equal before it belongs to it.
        WHILE at > literals_from AND earlier > 0 AND get_byte(value, earlier - 1) = get_byte(value, at - 1) LOOP
            at := at - 1;
            earlier := earlier - 1;
            matched := matched + 1;
        END LOOP;
        literals := at - literals_from;
        total := total + 3 + literals + (literals + 240) / 255 + (matched + 236) / 255;
        at := at + matched;
        literals_from := at;
        misses := 64;
    END LOOP;
    literals := length(value) - literals_from;
    RETURN total + 1 + literals + (literals + 240) / 255;
END
$$;

-- At most 1 MiB of a value is examined, which takes a second or two: eight blocks that are spread over a longer one.
CREATE OR REPLACE FUNCTION dsql_local.compressed_size(value bytea) RETURNS bigint
    LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog
    AS $$
DECLARE
    block_bytes CONSTANT integer := 131072;
    blocks CONSTANT integer := 8;
    total bigint := 0;
BEGIN
    IF length(value) <= blocks * block_bytes THEN
        RETURN least(length(value), dsql_local.compressed_block(value));
    END IF;
    FOR block IN 0..blocks - 1 LOOP
        total := total + dsql_local.compressed_block(substring(
            value FROM 1 + ((length(value) - block_bytes)::bigint * block / (blocks - 1))::integer FOR block_bytes));
    END LOOP;
    RETURN least(length(value), total * length(value) / (blocks * block_bytes));
END
$$;

REVOKE ALL ON FUNCTION dsql_local.compressed_block(bytea), dsql_local.compressed_size(bytea) FROM PUBLIC;
