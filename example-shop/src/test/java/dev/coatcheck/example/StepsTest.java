package dev.coatcheck.example;

import static dev.coatcheck.example.ShopKeys.COLLECTIONS;
import static dev.coatcheck.example.ShopKeys.PRODUCTS;
import static dev.coatcheck.example.ShopKeys.PROGRESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionEndedException;
import dev.coatcheck.SessionManager;
import dev.coatcheck.memory.MemoryDataStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StepsTest {
    private static final ShopState.Cookie COOKIE = new ShopState.Cookie("coatcheck", 76);

    private final SessionManager sessions = new SessionManager(new MemoryDataStore(), CoatcheckConfig.of(Map.of()));
    private final MoveToRedis move = new MoveToRedis(sessions, "memory", Optional.empty());
    private final Session session = sessions.create();
    private final Steps steps = new Steps();

    @AfterEach
    void close() {
        sessions.close();
    }

    @Test
    void theUpdateWritesTheCollectionsIntoTheProducts() {
        fetch(10);
        steps.classify(session);
        Map<String, List<String>> collections = session.get(COLLECTIONS).orElseThrow();

        steps.update(session);

        assertThat(session.get(PRODUCTS).orElseThrow())
                .hasSize(10)
                .allSatisfy(product ->
                        assertThat(collections.get(product.collection())).contains(product.handle()));
    }

    private void fetch(int count) {
        steps.fetch(session, new GeneratedCatalog().products(count));
    }

    @Test
    void noStepBeginsWhileAnotherIsUnderWay() {
        fetch(10);
        session.put(PROGRESS, new Progress("classify", 200, 2_999));

        assertThatThrownBy(() -> steps.classify(session))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("under way");
        assertThatThrownBy(() -> steps.update(session))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("under way");
        assertThatThrownBy(() -> fetch(20)).isInstanceOf(Refusal.class).hasMessageContaining("under way");
        assertThat(session.get(PRODUCTS).orElseThrow()).hasSize(10);
    }

    @Test
    void aStepThatIsRefusedIsNoLongerUnderWay() {
        fetch(10);

        assertThatThrownBy(() -> steps.update(session)).isInstanceOf(Refusal.class);

        assertThat(session.contains(PROGRESS)).isFalse();
    }

    @Test
    void productsThatWereClassifiedInPartAreNotUpdated() {
        fetch(10);
        session.put(COLLECTIONS, Map.of("Gifts", List.of("some-other-product")));

        assertThatThrownBy(() -> steps.update(session)).hasMessageContaining("classify them first");
        assertThat(session.get(PRODUCTS).orElseThrow())
                .extracting(Product::collection)
                .containsOnly("");
    }

    @Test
    void aStepOnASessionThatEndsMeanwhileRevivesNothing() {
        fetch(10);
        Session other = sessions.find(session.ticket()).orElseThrow();
        other.end();

        assertThatThrownBy(() -> fetch(20)).isInstanceOf(SessionEndedException.class);
        assertThat(session.isLive()).isFalse();
    }

    @Test
    void aValueThatCannotBeReadShowsAsThatAndCanBeReplaced() {
        fetch(10);
        session.put(Key.of("products", String.class), "of an older shop");

        ShopState state = ShopState.of(session, sessions, move, "a1b2", COOKIE);

        assertThat(state.next()).isEqualTo("fetch");
        assertThat(state.values().get(0).problem())
                .hasValueSatisfying(text -> assertThat(text).contains("products"));
        assertThat(state.values()).extracting(ShopState.Value::name).contains("shop_url");
        fetch(10);
        assertThat(ShopState.of(session, sessions, move, "a1b2", COOKIE).next()).isEqualTo("classify");
    }
}
