from statusgen.cli.main import run

run()
