package dev.coatcheck.benchmarks.load;

import java.util.List;

/** Who is under load: reads and writes one small value of a session. Thread-safe. */
interface Peer extends AutoCloseable {
    /** Reads the value of the session of a number, and compares it with one that may be there. */
    void read(int session);

    /** Writes it. */
    void write(int session);

    /** What some more threads do all the while, each one of these again and again; it is not measured. */
    default List<Runnable> beside() {
        return List.of();
    }

    @Override
    void close();
}
