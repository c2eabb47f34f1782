"""The bare join that Trepunkt's way from files to bridge is held beside.

Reads TØK's lists and the PERSUM extracts of a folder into tables of a DuckDB file, unpivots the extracts, and full
outer joins the sums of every payer, person, month and field. Prints one JSON document.

    join.py FOLDER DATABASE
"""

import glob
import json
import os
import sys
import time

import duckdb

TOK_COLUMNS = [
    "id", "main_id", "reference", "effectuation", "system", "benefit", "se", "cpr", "income_type", "kode68", "field",
    "amount", "period_start", "period_end", "disposition", "advance", "correction", "reported", "receipt",
]


def encoding(path):
    """DuckDB must be told; the extracts may be in either."""
    with open(path, "rb") as file:
        try:
            file.read().decode("utf-8")
            return "utf-8"
        except UnicodeDecodeError:
            return "latin-1"


def columns(path, code):
    with open(path, encoding="utf-8-sig" if code == "utf-8" else code) as file:
        return file.readline().strip().split(";")


def rows(path, names, code):
    listed = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
    return (
        f"read_csv('{path}', delim = ';', header = false, skip = 1, columns = {{{listed}}}, "
        f"encoding = '{code}', null_padding = true, quote = '\"')"
    )


def money(name):
    return f"CAST(replace(replace({name}, '.', ''), ',', '.') AS DECIMAL(18, 2))"


def load_tok(database, folder):
    paths = sorted(glob.glob(os.path.join(folder, "tok-indberetning-*.csv")))
    parts = " UNION ALL BY NAME ".join(f"SELECT * FROM {rows(path, TOK_COLUMNS, encoding(path))}" for path in paths)
    database.execute(
        f"""CREATE TABLE tok AS
        SELECT id, CAST(se AS INTEGER) AS se, CAST(replace(cpr, '-', '') AS BIGINT) AS cpr,
               CAST(field AS SMALLINT) AS field, {money('amount')} AS amount, reported, receipt,
               CASE WHEN advance = 'F' OR coalesce(disposition, '') = '' OR disposition < period_start
                    THEN replace(substr(period_start, 1, 7), '-', '')
                    ELSE replace(substr(disposition, 1, 7), '-', '') END AS month
        FROM ({parts})"""
    )


def load_extracts(database, folder):
    database.execute("CREATE TABLE cell (se INTEGER, cpr BIGINT, month VARCHAR, field SMALLINT, amount DECIMAL(18, 2))")
    for path in sorted(glob.glob(os.path.join(folder, "*PERSUM*.csv"))):
        code = encoding(path)
        names = [name.replace("Feltnr ", "f") if name.startswith("Feltnr ") else name for name in columns(path, code)]
        fields = [name for name in names if name.startswith("f") and name[1:].isdigit()]
        amounts = ", ".join(f"{money(name)} AS {name}" for name in fields)
        database.execute(
            f"""INSERT INTO cell
            SELECT se, cpr, month, CAST(substr(name, 2) AS SMALLINT), value FROM (
                UNPIVOT (SELECT CAST("P-SE-nr" AS INTEGER) AS se, CAST("CPR-nr" AS BIGINT) AS cpr,
                                "Per-start" AS month, {amounts}
                         FROM {rows(path, names, code)} WHERE "0000000" <> '9999999')
                ON {', '.join(fields)} INTO NAME name VALUE value)"""
        )


def join(database):
    keys = "se, cpr, month, field"
    database.execute(
        f"""CREATE TABLE joined AS
        SELECT {keys}, a.amount AS a, b.amount AS b
        FROM (SELECT {keys}, sum(amount) AS amount FROM tok GROUP BY ALL) a
        FULL OUTER JOIN (SELECT {keys}, sum(amount) AS amount FROM cell GROUP BY ALL) b USING ({keys})"""
    )
    return database.execute(
        """SELECT (SELECT count(*) FROM tok), (SELECT count(*) FROM cell), count(*),
                  count(*) FILTER (WHERE a IS DISTINCT FROM b) FROM joined"""
    ).fetchone()


def peak_kilobytes():
    with open("/proc/self/status") as file:
        return next((int(line.split()[1]) for line in file if line.startswith("VmHWM")), 0)


def main(folder, path):
    began = time.perf_counter_ns()
    database = duckdb.connect(path)
    load_tok(database, folder)
    load_extracts(database, folder)
    lines, cells, keys, apart = join(database)
    database.close()
    micros = (time.perf_counter_ns() - began) // 1000
    print(json.dumps({
        "micros": micros, "peak_kilobytes": peak_kilobytes(), "lines": lines, "cells": cells, "keys": keys,
        "apart": apart, "version": duckdb.__version__,
    }))


main(sys.argv[1], sys.argv[2])
