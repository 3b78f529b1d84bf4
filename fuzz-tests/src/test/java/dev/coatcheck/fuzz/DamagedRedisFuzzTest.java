package dev.coatcheck.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionEndedException;
import dev.coatcheck.SessionManager;
import dev.coatcheck.UnreadableValueException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.provider.ArgumentsSource;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.SetParams;

/** Someone else has written into a session's keys, on a real server. */
class DamagedRedisFuzzTest {
    private static final Key<Integer> COUNT = Key.of("count", Integer.class);
    private static final Key<String> COAT = Key.of("coat", String.class);

    private final String url = RedisProcess.sharedUrl();

    @AutoClose
    private final RedisClient redis = RedisClient.create(url);

    @AutoClose
    private final SessionManager sessions = SessionManager.open(CoatcheckConfig.of(
            Map.of("coatcheck.store", "redis", "coatcheck.redis.url", url, "coatcheck.redis.timeout", "20s")));

    /** What is damaged, by the input's first byte; the rest of the input is put there. */
    private enum Place {
        SESSION_LABEL,
        LABEL,
        VALUE,
        LIST_FOR_VALUE,
        STRING_FOR_SESSION,
        LIST_FOR_SESSION,
        FOREIGN_FIELD
    }

    @ArgumentsSource(SavedInputs.class)
    @FuzzTest
    void damageStaysWithItsKeyAndTheSessionCanBeEnded(byte[] input) {
        if (input.length == 0) {
            return;
        }
        Session session = sessions.create();
        session.put(COAT, "red");
        session.put(COUNT, 1);
        Place place = Place.values()[Math.floorMod(input[0], Place.values().length)];
        damage("coatcheck:{" + session.id() + "}", place, Arrays.copyOfRange(input, 1, input.length));

        // as another instance that has kept nothing, and as the one that has
        use(sessions.findById(session.id()).orElse(session), place);
        use(session, place);

        boolean live = session.isLive();
        session.end();
        assertThat(session.isLive()).isFalse();
        assertThat(session.names()).isEmpty();
        assertThat(live && redis.exists("coatcheck:{" + session.id() + "}")).isFalse();
    }

    private void damage(String hash, Place place, byte[] bytes) {
        byte[] key = hash.getBytes(StandardCharsets.UTF_8);
        byte[] value = (hash + ":count").getBytes(StandardCharsets.UTF_8);
        switch (place) {
            case SESSION_LABEL -> redis.hset(key, ":session".getBytes(StandardCharsets.UTF_8), bytes);
            case LABEL -> redis.hset(key, "count".getBytes(StandardCharsets.UTF_8), bytes);
            case VALUE -> redis.set(value, bytes, SetParams.setParams().ex(60));
            case LIST_FOR_VALUE -> {
                redis.del(value);
                redis.rpush(value, bytes);
                redis.expire(value, 60);
            }
            case STRING_FOR_SESSION ->
                redis.set(key, bytes, SetParams.setParams().ex(60));
            case LIST_FOR_SESSION -> {
                redis.del(key);
                redis.rpush(key, bytes);
                redis.expire(key, 60);
            }
            case FOREIGN_FIELD -> redis.hset(key, bytes, bytes);
        }
    }

    private static void use(Session session, Place place) {
        boolean mayBeOver = place == Place.SESSION_LABEL
                || place == Place.STRING_FOR_SESSION
                || place == Place.LIST_FOR_SESSION
                || place == Place.FOREIGN_FIELD;
        boolean live = session.isLive();
        assertThat(live || mayBeOver).isTrue();
        Set<String> names = session.names();
        boolean there = session.contains(COUNT);
        try {
            assertThat(session.get(COUNT).isEmpty() || there).isTrue();
        } catch (UnreadableValueException e) {
            assertThat(e).hasMessageContaining("\"count\"").hasNoCause();
        }
        if (!live) {
            assertThat(names).isEmpty();
        } else if (place != Place.FOREIGN_FIELD) {
            assertThat(session.get(COAT)).contains("red");
            assertThat(names).contains("coat");
        }
        try {
            session.update(COUNT, 0, count -> count == Integer.MAX_VALUE ? 0 : count + 1);
        } catch (UnreadableValueException e) {
            assertThat(e).hasMessageContaining("\"count\"").hasNoCause();
        } catch (SessionEndedException e) {
            assertThat(mayBeOver).isTrue();
        }
        try {
            session.remove(COUNT);
            session.put(COUNT, 1);
            assertThat(session.update(COUNT, 0, count -> count + 1)).isEqualTo(2);
            session.remove(COUNT);
            assertThat(session.putIfAbsent(COUNT, 7)).isTrue();
            assertThat(session.get(COUNT)).contains(7);
        } catch (SessionEndedException e) {
            assertThat(mayBeOver).isTrue();
        }
    }
}
