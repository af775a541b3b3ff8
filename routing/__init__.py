"""Who can help, and what follows when nobody answers: rules without input or output.

Same input, same output. No clocks, files, sockets, SQL, logging or platform packages here.
"""
