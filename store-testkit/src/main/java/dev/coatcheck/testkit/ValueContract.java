package dev.coatcheck.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.TypeRef;
import dev.coatcheck.UnreadableValueException;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a deploy, data of others and a large session may do to a value, the same on every store: a fault stays with its
 * key, data loads no class, and only what is asked for moves.
 */
public abstract class ValueContract extends StoreFixture {
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

    /** What hostile data would like to have made. */
    static final class Gadget {
        static {
            ValueContract.LOADED.set(true);
        }

        public String command = "";
    }

    private static final AtomicBoolean LOADED = new AtomicBoolean();
    private static final Key<Coat> COAT = Key.of("coat", Coat.class);
    private static final Key<String> NAME = Key.of("name", String.class);

    private final List<Watched.Call> calls = new CopyOnWriteArrayList<>();
    private DataStore store;
    private SessionManager sessions;
    private Session session;

    /** For subclasses. */
    protected ValueContract() {}

    @BeforeEach
    final void open() {
        store = closing(openStore());
        sessions = closing(
                new SessionManager(Watched.store(openAnother(store), calls::add), CoatcheckConfig.of(Map.of())));
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
        assertThat(calls).extracting(Watched.Call::method).containsExactly("write", "write", "write", "read", "delete");
        assertThat(calls.get(3).names()).containsExactly("@owner");
    }

    private void store(String name, String json) {
        store.write(session.id(), List.of(Change.put(name, json.getBytes(StandardCharsets.UTF_8))));
    }

    // classes named by data

    @Test
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
        assertThat(LOADED).isFalse();
        assertThat(new Gadget().command).isEmpty();
        assertThat(LOADED).as("the sign of a class that is loaded").isTrue();
        LOADED.set(false);
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
                .extracting(Watched.Call::names)
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
        assertThat(calls).containsExactly(new Watched.Call("write", session.id(), List.of("@ticket")));
        assertThat(session.names()).hasSize(21);
    }
}
