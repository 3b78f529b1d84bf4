package dev.coatcheck.benchmarks.load;

import dev.coatcheck.Session;
import dev.coatcheck.benchmarks.Catalog;
import dev.coatcheck.benchmarks.Check;
import dev.coatcheck.benchmarks.Coatcheck;
import dev.coatcheck.benchmarks.Json;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Coatcheck where nothing is written and some more threads are busy with a large value. Small values are kept decoded here,
 * and lists of products are not: each read of one is a first read.
 */
final class SmallReads extends CoatcheckPeer {
    private static final int PRODUCTS = 2_999;

    private final List<Runnable> beside;

    /** So many more threads, which work on a session that has products. */
    SmallReads(int others, Function<Session, Runnable> work) {
        super(Coatcheck.onRedis(Map.of("coatcheck.hot.max-bytes", "1MB")));
        Session session = sessions.create();
        session.put(Coatcheck.PRODUCTS, Catalog.products(PRODUCTS, 1));
        this.beside = Collections.nCopies(others, work.apply(session));
    }

    static Runnable firstRead(Session session) {
        return () ->
                Check.same(PRODUCTS, session.get(Coatcheck.PRODUCTS, List.of()).size());
    }

    /** What a first read takes of the processor, without the server. */
    static Runnable decoding(Session session) {
        byte[] json = Json.encode(session.get(Coatcheck.PRODUCTS, List.of()));
        return () -> Check.same(PRODUCTS, Json.decode(json).size());
    }

    @Override
    public void write(int session) {
        read(session);
    }

    @Override
    public List<Runnable> beside() {
        return beside;
    }
}
