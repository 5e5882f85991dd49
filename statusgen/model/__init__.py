"""What a status page is: terms, the page, entries, and the rules that derive everything else."""
