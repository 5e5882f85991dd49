from statusgen.cli.main import main

main()
