"""The embedded default: PostgreSQL, Valkey, the site, its workers and beat under one supervisor.

`postgres` and `valkey` say how a real server from a wheel is prepared and started; `children` starts and ends programs;
`fleet` lists the programs; `supervisor` keeps them running; `watch` sees an author's saved files; `lock` keeps two
supervisors off one folder; `console` speaks to the terminal.
"""
