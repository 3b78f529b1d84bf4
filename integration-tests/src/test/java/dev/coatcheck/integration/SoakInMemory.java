package dev.coatcheck.integration;

import dev.coatcheck.SessionManager;
import dev.coatcheck.integration.soak.Place;
import dev.coatcheck.memory.MemoryDataStore;
import dev.coatcheck.memory.MemoryDataStore.WhenFull;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;

/** Two small memory stores, often full: one rejects then, one evicts. The heap is made to be collected. */
final class SoakInMemory implements SoakGround {
    private static final long MAX_BYTES = 1 << 20;
    private static final int MEGABYTE = 1 << 20;
    private static final int GARBAGE_MEGABYTES = 100;

    private final List<Place> places = List.of(place(WhenFull.REJECT), place(WhenFull.EVICT));

    private static Place place(WhenFull whenFull) {
        MemoryDataStore store = new MemoryDataStore(MAX_BYTES, whenFull);
        return new Place(
                whenFull.toString(),
                List.of(new SessionManager(store, Soak.config(Map.of()))),
                new SessionManager(store, Soak.config(Map.of("coatcheck.lifetime", BRIEFLY.toMillis() + "ms"))),
                BRIEFLY,
                whenFull == WhenFull.EVICT);
    }

    @Override
    public List<Place> places() {
        return places;
    }

    @Override
    public List<Faults.Named> faults() {
        return List.of(new Faults.Named("heaps of garbage", SoakInMemory::makeGarbage));
    }

    /** All of it is reachable at once, so that collections have to copy and promote it. */
    private static void makeGarbage(Random random) {
        List<byte[]> garbage = new ArrayList<>();
        for (int i = 0; i < GARBAGE_MEGABYTES; i++) {
            byte[] bytes = new byte[MEGABYTE];
            random.nextBytes(bytes);
            garbage.add(bytes);
        }
        if (garbage.size() != GARBAGE_MEGABYTES) {
            throw new AssertionError(garbage.size());
        }
    }

    private SessionManager instance(Place place) {
        return place.instances().get(0);
    }

    @Override
    public String growth() {
        List<String> words = new ArrayList<>();
        for (Place place : places) {
            words.add(place.name() + " " + bytes(place) + " bytes, "
                    + instance(place).stats().sessions().orElse(0) + " sessions");
        }
        return String.join(", ", words);
    }

    private long bytes(Place place) {
        OptionalLong bytes = instance(place).stats().bytes();
        return bytes.orElseThrow();
    }

    @Override
    public List<String> leftovers() {
        return places.stream()
                .filter(place -> bytes(place) != 0)
                .map(place -> place.name() + " still holds " + bytes(place) + " bytes")
                .toList();
    }

    @Override
    public List<String> mistakes() {
        return places.stream()
                .filter(place -> bytes(place) > MAX_BYTES)
                .map(place -> place.name() + " holds " + bytes(place) + " bytes, more than it may")
                .toList();
    }

    @Override
    public void close() {
        // the load has closed the stores
    }
}
