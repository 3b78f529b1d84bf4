package dev.coatcheck.benchmarks.load;

/** Who is under load: reads and writes one small value of a session. Thread-safe. */
interface Peer extends AutoCloseable {
    /** Reads the value of the session of a number, and compares it with one that may be there. */
    void read(int session);

    /** Writes it. */
    void write(int session);

    @Override
    void close();
}
