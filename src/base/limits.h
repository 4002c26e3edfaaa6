/* Every limit of the program, with its unit and its reason.  No other file names a number that
 * bounds input.  A limit that is reached is SD_LIMIT_EXCEEDED with the limit's name. */
#ifndef SUDUI_BASE_LIMITS_H
#define SUDUI_BASE_LIMITS_H

/* FEEL (a rule is written by a person; Kubernetes CEL allows about as much). */
#define LIMIT_FEEL_SOURCE_BYTES (16u * 1024u)
#define LIMIT_FEEL_DEPTH 64u
/* An embedding program may ask for more levels, as far as the C stack of the parser bears. */
#define LIMIT_FEEL_DEPTH_LARGEST 256u
#define LIMIT_FEEL_NODES 10000u
#define LIMIT_FEEL_STEPS 1000000u
#define LIMIT_FEEL_MEMORY_BYTES (16u * 1024u * 1024u)
#define LIMIT_FEEL_TIME_MS 100u
#define LIMIT_FEEL_CALL_DEPTH 256u
/* Values built by rules: deeper ones would exhaust the C stack, wider ones share parts so often
 * that a walk would not end. */
#define LIMIT_VALUE_DEPTH 1000u
#define LIMIT_VALUE_VISITS 10000000u
#define LIMIT_FEEL_TEXT_BYTES (4u * 1024u * 1024u)
/* The largest file of tzdata has less than 4 kB. */
#define LIMIT_ZONE_FILE_BYTES 16384
/* One call of a regular expression; (a+)+$ is stopped after some milliseconds. */
#define LIMIT_REGEX_STEPS 1000000u
#define LIMIT_REGEX_DEPTH 10000u
#define LIMIT_REGEX_HEAP_KIB 8192u
/* Height of a tree (a sum of 1,000 terms is no nesting) and of the evaluator's C stack. */
#define LIMIT_FEEL_HEIGHT 1000u
#define LIMIT_FEEL_STACK 4000u

/* XML: a model or a statement; deeper documents are attacks. */
#define LIMIT_XML_DEPTH 64u
#define LIMIT_MODEL_BYTES (16u * 1024u * 1024u)
#define LIMIT_MODEL_ELEMENTS 100000u
/* A compiled model; decisions and what stands behind each of them, summed; a chain of types. */
#define LIMIT_MODEL_MEMORY_BYTES (1024u * 1024u * 1024u)
#define LIMIT_MODEL_NEEDS 1000000u
#define LIMIT_MODEL_DOCUMENTS 1000u
#define LIMIT_TYPE_DEPTH 64u
#define LIMIT_STATEMENT_BYTES (1024u * 1024u * 1024u)
#define LIMIT_STATEMENT_ELEMENTS 50000000u

/* Static analysis of one decision table: pieces tried, pairs compared and boxes entered (about a
 * second), memory, columns (the sweep is as deep), findings told (nobody reads more). */
#define LIMIT_TABLE_STEPS 4000000u
#define LIMIT_TABLE_MEMORY_BYTES (256u * 1024u * 1024u)
#define LIMIT_TABLE_COLUMNS 200u
#define LIMIT_TABLE_FINDINGS 50u

/* JSON; the input of one evaluation through the embedding interface. */
#define LIMIT_INPUT_BYTES (4u * 1024u * 1024u)
#define LIMIT_JSON_DEPTH 32u
#define LIMIT_JSON_MEMBERS 10000u

/* Tables: 1,048,576 rows and 32,767 characters a cell are Excel's own. */
#define LIMIT_CSV_COLUMNS 1000u
#define LIMIT_CELL_BYTES (32767u * 4u)
#define LIMIT_XLSX_ROWS 1048576u
#define LIMIT_XLSX_INFLATED_BYTES (64ull * 1024u * 1024u)
#define LIMIT_XLSX_RATIO 100u
#define LIMIT_XLSX_ENTRIES 1000u
#define LIMIT_XLSX_STRINGS_BYTES (32u * 1024u * 1024u)

/* Imports: the header stands near the top; a mapping is written by a person; the list of rejected
 * rows is read by one. */
#define LIMIT_HEADER_ROWS 40u
#define LIMIT_MAPPING_BYTES (1024u * 1024u)
#define LIMIT_REJECTS_BYTES (64u * 1024u * 1024u)
/* Different values that one file may give for the same attribute, period and subject. */
#define LIMIT_CONTRADICTIONS 1000u

/* Levels of government that share one cost. */
#define LIMIT_SHARING_LEVELS 16u
/* Awards of one company whose exclusive sets are compared one by one (2^16 sets take about 2 ms);
 * with more, the largest award is taken first. */
#define LIMIT_EXCLUSIVE_SETS 16u
/* Tables of relations, ceilings, reasons and exclusion lists are written by people. */
#define LIMIT_RULE_TABLE_BYTES (1024u * 1024u)
#define LIMIT_RULE_TABLE_ROWS 10000u
/* HTTP: a form has a few kB; headers and idle time as reliability.md 3.6; connections above those
 * served are answered 503 at once, above all nothing is accepted. */
#define LIMIT_WEB_BODY_BYTES (1024u * 1024u)
#define LIMIT_WEB_HEADERS 100u
#define LIMIT_WEB_HEADER_BYTES (32u * 1024u)
#define LIMIT_WEB_PATH_BYTES 2048u
#define LIMIT_WEB_IDLE_SECONDS 15u
#define LIMIT_WEB_CONNECTIONS 1000u
#define LIMIT_WEB_CONNECTIONS_SERVED 900u
/* Places of a list of breached passwords that are looked at when the server starts: two reads each,
 * some seconds from a disk that turns. */
#define LIMIT_BREACH_SAMPLES 256u
/* Logins from one address, and changes by one account (or address without one), in a minute. */
#define LIMIT_WEB_LOGINS_A_MINUTE 10u
#define LIMIT_WEB_CHANGES_A_MINUTE 240u
/* Without a login (rates.def): an objection costs an official hours; a notice as PDF or XLSX some
 * 50 ms, and a whole office may share an address. */
#define LIMIT_WEB_OBJECTIONS_AN_HOUR 20u
#define LIMIT_WEB_PUBLIC_FILES_A_MINUTE 60u
/* Requests that wait for a slot, all in all, and how long one may wait: above either they are
 * answered 503 at once.  A page takes some milliseconds: a full queue is soon worked off. */
#define LIMIT_WEB_QUEUE 128u
#define LIMIT_WEB_WAIT_SECONDS 2u
/* A refusal is held back so long, or clients that ask again at once take the time of the others. */
#define LIMIT_WEB_REFUSAL_MS 250u
#define LIMIT_WEB_REQUEST_MEMORY_BYTES (256u * 1024u * 1024u)
/* Looking at one upload for malicious content, with everything (web/virus_scanner): 64 MiB take
 * clamd some seconds; a stop of the server waits as long. */
#define LIMIT_WEB_SCAN_SECONDS 10u
/* When a scanner that did not answer may be asked again. */
#define LIMIT_WEB_SCAN_RETRY_SECONDS 10u
/* Uploads by kind, before anything is unpacked: a table of 400,000 rows has about 40 MiB as CSV and
 * 15 MiB as XLSX, a bank's statement of 200,000 entries 60 MiB as XML, a model some 100 kB. */
#define LIMIT_WEB_UPLOAD_TABLE_BYTES (64u * 1024u * 1024u)
#define LIMIT_WEB_UPLOAD_STATEMENT_BYTES (96u * 1024u * 1024u)
#define LIMIT_WEB_UPLOAD_MODEL_BYTES (4u * 1024u * 1024u)
#define LIMIT_WEB_UPLOAD_EVIDENCE_BYTES (LIMIT_EVIDENCE_BYTES + LIMIT_WEB_BODY_BYTES)
/* Models of stored runs that pages share: some 250 kB each. */
#define LIMIT_WEB_MODEL_STOCK_BYTES (64u * 1024u * 1024u)
/* An uploaded file up to this is worked on while the page waits: a statement of some 3,000 entries,
 * a quarter of a second.  A larger one becomes long work. */
#define LIMIT_WEB_AT_ONCE_BYTES (1024u * 1024u)
/* A list up to this is settled, published and ordered while the page waits: a line costs 0.2 ms to
 * order and 0.05 ms to settle, a decision of its run 0.7 us to read.  A larger one becomes long
 * work. */
#define LIMIT_WEB_AT_ONCE_LINES 1000
#define LIMIT_WEB_AT_ONCE_DECISIONS 200000
/* What would become of the lines of a list is looked at with its page up to this (0.15 ms a line);
 * of a longer one when it is asked for. */
#define LIMIT_WEB_PREVIEW_LINES 10000
/* One long work of web/jobs. */
#define LIMIT_WEB_JOB_MEMORY_BYTES (1024u * 1024u * 1024u)
#define LIMIT_WEB_ANSWER_BYTES (64u * 1024u * 1024u)

/* The file of one shard of a run: 40 bytes a decision, so some hundred million of them. */
#define LIMIT_SHARD_BYTES (16ull * 1024u * 1024u * 1024u)
/* A file of evidence: scans of some pages. */
#define LIMIT_EVIDENCE_BYTES (20u * 1024u * 1024u)

/* A date of a company file lies in these years; FEEL itself knows years to 999,999,999. */
#define LIMIT_FACT_YEAR_MIN 1900
#define LIMIT_FACT_YEAR_MAX 2199

/* 13 digits of yuan: above any budget and safe in int64 fen. */
#define LIMIT_MONEY_FEN INT64_C(999999999999999)

#endif
