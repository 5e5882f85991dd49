from statusgen.cli.start import run

run()
