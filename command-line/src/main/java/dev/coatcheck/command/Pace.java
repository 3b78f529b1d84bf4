package dev.coatcheck.command;

import java.util.concurrent.TimeUnit;

/** Bounds the load on a store: whoever is ahead of so many units a second waits. For one thread. */
final class Pace {
    private final Interruption interruption;
    private final double nanosPerUnit;
    private long due = System.nanoTime();

    Pace(Interruption interruption, long perSecond) {
        this.interruption = interruption;
        this.nanosPerUnit = (double) TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    /** So many units are done. Time that was lost before is not made good. */
    void done(long units) {
        long now = System.nanoTime();
        due = (due - now < 0 ? now : due) + (long) (units * nanosPerUnit);
        if (due - now > 0) {
            interruption.pause(due - now);
        }
    }
}
