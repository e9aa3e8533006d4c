"""A database in a file and one in memory."""

import os
import sqlite3

with sqlite3.connect("marks.db") as connection:
    connection.execute("create table marks (name text primary key, mark real)")
    rows = [("Ada", 1.0), ("Bo", 2.3), ("Cy", 1.7)]
    connection.executemany("insert into marks values (?, ?)", rows)
connection.close()
connection = sqlite3.connect("marks.db")
print(connection.execute("select name from marks where mark < 2 order by mark").fetchall())
print(connection.execute("select count(*), avg(mark) from marks").fetchone())
try:
    with connection:
        connection.execute("insert into marks values ('Di', 4)")
        connection.execute("insert into marks values ('Ada', 5)")
except sqlite3.IntegrityError as error:
    print(error, connection.execute("select count(*) from marks").fetchone())
connection.execute("vacuum")
connection.close()
os.remove("marks.db")
memory = sqlite3.connect(":memory:")
memory.create_function("twice", 1, lambda x: 2 * x)
print(memory.execute("select twice(21)").fetchone())
