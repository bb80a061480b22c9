"""`python -m listserv.cli`, where the program's own name is not on the path."""

from listserv.cli import main

if __name__ == "__main__":
    main(prog_name="listserv")
