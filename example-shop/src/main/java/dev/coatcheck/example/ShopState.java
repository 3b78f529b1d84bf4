package dev.coatcheck.example;

import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionInfo;
import dev.coatcheck.SessionManager;
import dev.coatcheck.UnreadableValueException;
import dev.coatcheck.Values;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A visitor's session as the page shows it.
 *
 * @param store the store that holds it, or has held it until its move
 * @param move how far the move of all sessions is
 * @param instance the instance that answered
 * @param live whether there is a session
 * @param secondsLeft the time until it ends
 * @param cookie all that the browser keeps
 * @param next the step that comes next
 * @param values all that the server keeps
 * @param collections the number of products in each
 */
record ShopState(
        String store,
        MoveToRedis.Status move,
        String instance,
        boolean live,
        long secondsLeft,
        Cookie cookie,
        String next,
        List<Value> values,
        Map<String, Integer> collections) {

    /** A cookie by its name, and the bytes of its name and value; 0 where the browser sent none. */
    record Cookie(String name, int bytes) {}

    /**
     * A stored value.
     *
     * @param name its key's
     * @param items how many there are in it; 0 where it cannot be read
     * @param bytes of its JSON; 0 where it cannot be read
     * @param storedBytes what the store holds of it: the JSON, or fewer bytes where that is compressed
     * @param secondsLeft the time until it is gone
     * @param problem why it cannot be read
     */
    record Value(String name, int items, long bytes, long storedBytes, long secondsLeft, Optional<String> problem) {}

    /** A value that was there, or why it cannot be read, or neither. */
    private record Reading<T>(Key<T> key, Optional<T> value, Optional<String> problem) {

        static <T> Reading<T> of(Values values, Key<T> key) {
            try {
                return new Reading<>(key, values.get(key), Optional.empty());
            } catch (UnreadableValueException e) {
                return new Reading<>(key, Optional.empty(), Optional.ofNullable(e.getMessage()));
            }
        }

        boolean isThere() {
            return value.isPresent() || problem.isPresent();
        }

        Value shown(long storedBytes, long secondsLeft) {
            return new Value(
                    key.name(),
                    value.map(Reading::items).orElse(0),
                    value.map(Json::size).orElse(0L),
                    storedBytes,
                    secondsLeft,
                    problem);
        }

        private static int items(Object value) {
            if (value instanceof Collection<?> collection) {
                return collection.size();
            }
            return value instanceof Map<?, ?> map ? map.size() : 1;
        }
    }

    static ShopState of(Session session, SessionManager sessions, MoveToRedis move, String instance, Cookie cookie) {
        Values values = session.getAll(ShopKeys.PRODUCTS, ShopKeys.SHOP_URL, ShopKeys.COLLECTIONS, ShopKeys.PROGRESS);
        Reading<List<Product>> products = Reading.of(values, ShopKeys.PRODUCTS);
        Reading<Map<String, List<String>>> collections = Reading.of(values, ShopKeys.COLLECTIONS);
        List<Reading<?>> there = Stream.<Reading<?>>of(
                        products,
                        collections,
                        Reading.of(values, ShopKeys.SHOP_URL),
                        Reading.of(values, ShopKeys.PROGRESS))
                .filter(Reading::isThere)
                .toList();
        // the ticket was verified with the values; without a session there is no such id
        Optional<SessionInfo> info = sessions.info(session.id());
        Map<String, Long> stored = info.map(SessionInfo::storedBytes).orElse(Map.of());
        return new ShopState(
                move.store(),
                move.status(),
                instance,
                info.isPresent(),
                info.map(account -> account.remaining().toSeconds()).orElse(0L),
                cookie,
                next(products.value(), collections.value().isPresent()),
                there.stream()
                        .map(reading -> reading.shown(
                                stored.getOrDefault(reading.key().name(), 0L), secondsLeft(session, reading.key())))
                        .toList(),
                collections.value().map(Steps::sizes).orElse(Map.of()));
    }

    private static long secondsLeft(Session session, Key<?> key) {
        return session.timeToLive(key).map(left -> left.toSeconds()).orElse(0L);
    }

    private static String next(Optional<List<Product>> products, boolean classified) {
        if (products.isEmpty()) {
            return "fetch";
        }
        if (Steps.isUpdated(products.get())) {
            return "download";
        }
        return classified ? "update" : "classify";
    }
}
