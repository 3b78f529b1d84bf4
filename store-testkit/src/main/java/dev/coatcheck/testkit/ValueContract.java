package dev.coatcheck.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.TypeRef;
import dev.coatcheck.UnreadableValueException;
import dev.coatcheck.UnwritableValueException;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.security.CodeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * What a deploy, data of others and a large session may do to a value, the same on every store: a fault stays with its
 * key, data loads no class, what is put comes back equal or is refused, what is shared cannot be changed, and only what is
 * asked for moves.
 */
abstract class ValueContract extends ContractPart {
    /** Colours before a deploy. */
    enum Colour {
        RED,
        GREEN
    }

    /** Colours after it. */
    enum FewerColours {
        RED
    }

    /** A coat before a deploy. */
    record Coat(String owner, int pockets, Colour colour) {}

    /** A coat after it: another type for one part. */
    record CoatOfOtherPockets(String owner, List<String> pockets) {}

    /** A coat after it: one colour less. */
    record CoatOfFewerColours(String owner, FewerColours colour) {}

    /** Has room for anything. */
    record Box(String label, Object content) {}

    /** Has room for a class. */
    record Labelled(String label, @Nullable Class<?> type) {}

    /** Has a part of which data does not tell the type. */
    record Hanger(String side, @Nullable Garment garment) {}

    /** Anything to wear. */
    interface Garment {}

    /** Something to wear. */
    record Scarf(String colour) implements Garment {}

    /** A type whose part is a larger one. */
    record Nest<T>(T content, @Nullable Nest<List<T>> next) {}

    /** As deep as one likes. */
    record Chain(int number, @Nullable Chain next) {}

    /** Looks immutable, and is not. */
    record Drawer(List<String> things) {
        Drawer {
            things = new ArrayList<>(things);
        }
    }

    /** What hostile data would like to have made. */
    static final class Gadget {
        static {
            System.setProperty(SIGN, "true");
        }

        public String command = "";
    }

    private static final String SIGN = "dev.coatcheck.testkit.gadget";
    private static final Key<Coat> COAT = Key.of("coat", Coat.class);
    private static final Key<String> NAME = Key.of("name", String.class);

    private final List<InterceptedStore.Call> calls = new CopyOnWriteArrayList<>();
    private DataStore store;
    private SessionManager sessions;
    private Session session;

    @BeforeEach
    final void open() {
        store = closing(openStore());
        sessions = closing(
                new SessionManager(InterceptedStore.of(openAnother(store), calls::add), CoatcheckConfig.of(Map.of())));
        session = sessions.create();
        session.put(NAME, "Zoë");
    }

    // deploys

    @Test
    void aPartThatADeployGaveAnotherTypeMakesItsValueUnreadableAndNothingElse() {
        for (Key<?> changed :
                List.of(Key.of("coat", CoatOfOtherPockets.class), Key.of("coat", CoatOfFewerColours.class))) {
            session.put(COAT, new Coat("Zoë", 2, Colour.GREEN), Duration.ofHours(1));
            assertThatThrownBy(() -> session.get(changed))
                    .isInstanceOf(UnreadableValueException.class)
                    .hasMessageContaining("\"coat\"")
                    .hasMessageContaining(changed.type().getTypeName());
            assertThatThrownBy(() -> session.getAll(changed, NAME).get(changed))
                    .isInstanceOf(UnreadableValueException.class);
            assertThat(session.getAll(changed, NAME).get(NAME)).contains("Zoë");
            assertThat(session.get(NAME)).contains("Zoë");
            assertThat(session.get(COAT)).contains(new Coat("Zoë", 2, Colour.GREEN));
            assertThat(session.contains(changed)).isTrue();
            assertThat(session.timeToLive(changed)).isPresent();
            assertThat(session.names()).contains("coat");
            assertThat(session.remove(changed)).isTrue();
            assertThat(session.get(changed)).isEmpty();
        }
    }

    @Test
    void theNewTypeOverwritesWhatItCannotRead() {
        Key<CoatOfOtherPockets> changed = Key.of("coat", CoatOfOtherPockets.class);
        CoatOfOtherPockets coat = new CoatOfOtherPockets("Zoë", List.of("left"));
        session.put(COAT, new Coat("Zoë", 2, Colour.RED));
        assertThatThrownBy(() -> session.update(changed, coat, old -> old))
                .isInstanceOf(UnreadableValueException.class);
        assertThat(session.putIfAbsent(changed, coat)).isFalse();
        session.put(changed, coat);
        assertThat(session.get(changed)).contains(coat);
    }

    @Test
    void removingAndEndingReadNoValue() {
        store(COAT.name(), "no JSON at all");
        calls.clear();
        session.remove(COAT);
        session.batch().remove(COAT).put(NAME, "two").commit();
        session.renew();
        session.end();
        assertThat(calls)
                .extracting(InterceptedStore.Call::method)
                .containsExactly("write", "write", "write", "read", "delete");
        assertThat(calls.get(3).names()).containsExactly("@owner");
    }

    private void store(String name, String json) {
        store.write(session.id(), List.of(Change.put(name, json.getBytes(StandardCharsets.UTF_8))));
    }

    // classes named by data

    @Test
    @ResourceLock(SIGN)
    void aClassThatTheDataNamesIsDataLikeAnyOther() {
        String gadget = Gadget.class.getName();
        for (String property : List.of("@class", "@type", "class", "@c", "type", "$type")) {
            String named = "{\"" + property + "\":\"" + gadget + "\",\"command\":\"rm\"}";
            store("box", "{\"label\":\"x\",\"content\":" + named + "}");
            assertThat(session.get(Key.of("box", Box.class)))
                    .contains(new Box("x", Map.of(property, gadget, "command", "rm")));
            assertThat(session.get(Key.of("box", new TypeRef<Map<String, Object>>() {})))
                    .contains(Map.of("label", "x", "content", Map.of(property, gadget, "command", "rm")));
        }
        store("box", "{\"label\":\"x\",\"content\":[\"" + gadget + "\",{\"command\":\"rm\"}]}");
        assertThat(session.get(Key.of("box", Box.class)))
                .contains(new Box("x", List.of(gadget, Map.of("command", "rm"))));
        store("box", "{\"@class\":\"" + gadget + "\",\"owner\":\"Zoë\",\"command\":\"rm\",\"pockets\":[]}");
        assertThat(session.get(Key.of("box", CoatOfOtherPockets.class)))
                .contains(new CoatOfOtherPockets("Zoë", List.of()));
        assertThat(System.getProperty(SIGN)).isNull();
    }

    /** By another loader, so that to this one it stays unknown. */
    @Test
    @ResourceLock(SIGN)
    void aClassThatIsLoadedLeavesASign() throws Exception {
        CodeSource code =
                Objects.requireNonNull(Gadget.class.getProtectionDomain().getCodeSource());
        try (URLClassLoader loader = new URLClassLoader(new URL[] {code.getLocation()}, null)) {
            Class.forName(Gadget.class.getName(), true, loader);
        }
        assertThat(System.clearProperty(SIGN)).isEqualTo("true");
    }

    @Test
    @ResourceLock(SIGN)
    void noClassIsLoadedWhereATypeHasRoomForOne() {
        Key<Labelled> labelled = Key.of("labelled", Labelled.class);
        store("labelled", "{\"label\":\"x\",\"type\":\"" + Gadget.class.getName() + "\"}");
        assertThatThrownBy(() -> session.get(labelled))
                .isInstanceOf(UnreadableValueException.class)
                .hasMessageContaining("at .type")
                .hasMessageContaining("a class, which no data may name")
                .hasMessageNotContaining("Gadget");
        assertThat(System.getProperty(SIGN)).isNull();
        comesBack(labelled, new Labelled("x", null));
        isRefused(labelled, new Labelled("x", String.class), "a class, which no data may name");
    }

    // what is put comes back equal, or is refused

    private <T> void isRefused(Key<T> key, T value, String why) {
        Optional<T> before = session.contains(key) ? session.get(key) : Optional.empty();
        assertThatThrownBy(() -> session.put(key, value))
                .isInstanceOf(UnwritableValueException.class)
                .hasMessageContaining('"' + key.name() + '"')
                .hasMessageContaining(why)
                .hasNoCause();
        assertThatThrownBy(() -> session.update(key, value, old -> value)).isInstanceOf(UnwritableValueException.class);
        assertThat(session.contains(key) ? session.get(key) : Optional.empty()).isEqualTo(before);
    }

    private <T> void comesBack(Key<T> key, T value) {
        session.put(key, value);
        assertThat(session.get(key)).contains(value);
    }

    @Test
    void aPartWhoseTypeNobodyCanMakeIsRefusedWheneverItIsThere() {
        Key<Hanger> hanger = Key.of("hanger", Hanger.class);
        comesBack(hanger, new Hanger("left", null));
        isRefused(hanger, new Hanger("right", new Scarf("red")), "could be written but not read back");
    }

    @Test
    void aNameWithHalfASurrogatePairIsRefused() {
        Key<Map<String, Integer>> counts = Key.mapOf("counts", String.class, Integer.class);
        Key<Map<String, Object>> things = Key.mapOf("things", String.class, Object.class);
        comesBack(counts, Map.of("\ud83d\ude00", 1));
        for (String half : List.of("a\ud83d", "\ude00a")) {
            isRefused(counts, Map.of(half, 1), "half a surrogate pair");
            isRefused(things, Map.of(half, 1), "half a surrogate pair");
            comesBack(NAME, half);
        }
    }

    @Test
    void whatJsonTellsNotApartIsRefused() {
        Key<Map<Object, String>> byAny = Key.mapOf("by-any", Object.class, String.class);
        comesBack(byAny, Map.of("1", "one"));
        Map<Object, String> both = new HashMap<>(Map.of("1", "one"));
        both.put(1, "one");
        isRefused(byAny, both, "");
        isRefused(byAny, Map.of(1, "one"), "come back different");

        Key<Optional<Optional<String>>> nested = Key.of("nested", new TypeRef<Optional<Optional<String>>>() {});
        comesBack(nested, Optional.of(Optional.of("one")));
        comesBack(nested, Optional.of(Optional.empty()));
        isRefused(nested, Optional.empty(), "come back different");
    }

    @Test
    void whatWouldComeBackAsSomethingElseIsRefused() {
        Key<Object> any = Key.of("any", Object.class);
        comesBack(any, Map.of("list", List.of(1, 1.5, "text", true)));
        isRefused(any, new Scarf("red"), "would come back as a java.util.LinkedHashMap");
        isRefused(Key.of("bits", BitSet.class), BitSet.valueOf(new long[] {5}), "would come back unequal");

        Key<Map<String, Object>> things = Key.mapOf("things", String.class, Object.class);
        comesBack(things, Map.of("a", 1, "b", 1L << 40, "c", BigInteger.TWO.pow(100)));
        isRefused(things, Map.of("a", 1L), "a java.lang.Long would come back as a java.lang.Integer");
        for (String number : List.of("1.10", "1E+400")) {
            isRefused(things, Map.of("a", new BigDecimal(number)), "would come back as a java.lang.Double");
        }
    }

    @Test
    void aTypeThatGrowsWithoutEndIsRefused() {
        Key<Nest<String>> nest = Key.of("nest", new TypeRef<Nest<String>>() {});
        isRefused(nest, new Nest<>("one", null), "without end");
        store(nest.name(), "{}");
        assertThatThrownBy(() -> session.get(nest)).isInstanceOf(UnreadableValueException.class);
    }

    @Test
    void aValueThatIsTooDeepIsRefused() {
        Key<Chain> chain = Key.of("chain", Chain.class);
        comesBack(chain, new Chain(1, new Chain(2, null)));
        Chain deep = new Chain(0, null);
        for (int i = 0; i < 100_000; i++) {
            deep = new Chain(i, deep);
        }
        Chain deepest = deep;
        assertThatThrownBy(() -> session.put(chain, deepest)).isInstanceOf(UnwritableValueException.class);
    }

    // what is shared

    @Test
    void whatARecordLetsBeChangedIsNobodyElses() {
        Key<Drawer> drawer = Key.of("drawer", Drawer.class);
        session.put(drawer, new Drawer(List.of("one")));
        Session again = sessions.find(session.ticket()).orElseThrow();
        for (int read = 0; read < 3; read++) {
            Drawer mine = session.get(drawer).orElseThrow();
            mine.things().add("two");
            assertThat(again.get(drawer)).contains(new Drawer(List.of("one")));
            assertThat(session.getAll(drawer, NAME).get(drawer)).contains(new Drawer(List.of("one")));
        }
        assertThatThrownBy(() -> session.update(drawer, new Drawer(List.of()), old -> {
                    old.things().addAll(Collections.nCopies(2_000, "more"));
                    throw new IllegalStateException("refused");
                }))
                .hasMessage("refused");
        assertThat(session.get(drawer)).contains(new Drawer(List.of("one")));
    }

    // what moves

    @Test
    void onlyTheValuesThatAreAskedForAreRead() {
        List<Key<String>> large = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            large.add(Key.of("large" + i, String.class));
            session.put(large.get(i), "x".repeat(20_000));
        }
        calls.clear();
        assertThat(session.get(NAME)).contains("Zoë");
        assertThat(sessions.attach(session.ticket()).get(NAME)).contains("Zoë");
        assertThat(session.contains(large.get(0))).isTrue();
        assertThat(session.getAll(NAME, large.get(1)).get(NAME)).contains("Zoë");
        session.put(NAME, "two");
        assertThat(calls)
                .extracting(InterceptedStore.Call::names)
                .containsExactly(
                        List.of("name"),
                        List.of("name", "@ticket"),
                        List.of("large0"),
                        List.of("name", "large1"),
                        List.of("name"));
    }

    @Test
    void aNewTicketWritesOneSmallValueHoweverMuchTheSessionHolds() {
        IntStream.range(0, 20).forEach(i -> session.put(Key.of("large" + i, String.class), "x".repeat(20_000)));
        calls.clear();
        session.renew();
        assertThat(calls).containsExactly(new InterceptedStore.Call("write", session.id(), List.of("@ticket")));
        assertThat(session.names()).hasSize(21);
    }
}
