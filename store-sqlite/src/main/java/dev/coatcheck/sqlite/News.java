package dev.coatcheck.sqlite;

/** Whether something has happened since somebody last took note of it. Thread-safe. */
final class News {
    private volatile boolean isThere;

    void tell() {
        if (!isThere) {
            isThere = true;
        }
    }

    /** Takes note of what is there, and does the work for it; where that fails, the news are still to be taken. */
    void take(Runnable work) {
        if (isThere) {
            isThere = false;
            boolean done = false;
            try {
                work.run();
                done = true;
            } finally {
                if (!done) {
                    isThere = true;
                }
            }
        }
    }
}
