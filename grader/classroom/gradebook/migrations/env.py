"""Run the steps on the connection, and in the transaction, of who called."""

from alembic import context

from grader.classroom.gradebook.schema import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    version_table=VERSION_TABLE,
    render_as_batch=True,
)
context.run_migrations()
