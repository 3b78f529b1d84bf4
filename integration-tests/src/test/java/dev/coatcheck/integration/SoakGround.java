package dev.coatcheck.integration;

import dev.coatcheck.integration.soak.Place;
import java.time.Duration;
import java.util.List;

/** What a soak stands on: a kind of store, what can go wrong with it, and what must not be left in it. */
interface SoakGround extends AutoCloseable {
    /** How long the sessions live that are to end by themselves. */
    Duration BRIEFLY = Duration.ofSeconds(3);

    List<Place> places();

    List<Faults.Named> faults();

    /** How much is in the store now, in words. */
    String growth();

    /** What is in the store though no session is, in words; nothing where all is well. */
    List<String> leftovers();

    /** What must never be in the store, in words; nothing where all is well. */
    List<String> mistakes();

    @Override
    void close();
}
