package dev.coatcheck.benchmarks.redis;

import dev.coatcheck.benchmarks.Product;
import jakarta.servlet.Filter;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisClientConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.GenericJacksonJsonRedisSerializer;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.session.SaveMode;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.data.redis.RedisSessionRepository;
import org.springframework.session.web.http.SessionRepositoryFilter;
import redis.clients.jedis.ConnectionPoolConfig;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

/**
 * Spring Session's RedisSessionRepository on the server of this run: a session is read as a whole. For servers without a
 * password. Thread-safe.
 */
public final class SpringSessions implements AutoCloseable {
    private final RedisConnectionFactory connections;
    private final SessionRepository<? extends Session> repository;

    private SpringSessions(RedisConnectionFactory connections, RedisSerializer<?> serializer, SaveMode mode) {
        this.connections = connections;
        RedisTemplate<String, Object> template = new RedisTemplate<>();
        template.setConnectionFactory(connections);
        template.setKeySerializer(RedisSerializer.string());
        template.setHashKeySerializer(RedisSerializer.string());
        template.setDefaultSerializer(serializer);
        template.afterPropertiesSet();
        RedisSessionRepository sessions = new RedisSessionRepository(template);
        sessions.setRedisKeyNamespace(RedisUrl.PREFIX + "spring");
        sessions.setDefaultMaxInactiveInterval(Duration.ofSeconds(RedisUrl.TTL_SECONDS));
        sessions.setSaveMode(mode);
        repository = sessions;
    }

    /** By Jedis, with so many connections at most. */
    public static SpringSessions onJedis(int connections, RedisSerializer<?> serializer) {
        return onJedis(connections, serializer, SaveMode.ON_SET_ATTRIBUTE);
    }

    /** The same where a request writes other attributes than Spring Session would by default. */
    public static SpringSessions onJedis(int connections, RedisSerializer<?> serializer, SaveMode mode) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(connections);
        pool.setMaxIdle(connections);
        JedisConnectionFactory factory = new JedisConnectionFactory(
                server(),
                JedisClientConfiguration.builder().usePooling().poolConfig(pool).build());
        factory.start();
        return new SpringSessions(factory, serializer, mode);
    }

    /** By Lettuce, with one connection for all. */
    public static SpringSessions onLettuce(RedisSerializer<?> serializer) {
        LettuceConnectionFactory factory = new LettuceConnectionFactory(server());
        factory.start();
        return new SpringSessions(factory, serializer, SaveMode.ON_SET_ATTRIBUTE);
    }

    private static RedisStandaloneConfiguration server() {
        URI url = URI.create(RedisUrl.ofThisRun());
        return new RedisStandaloneConfiguration(url.getHost(), url.getPort() < 0 ? 6379 : url.getPort());
    }

    /** Java's own format. */
    public static RedisSerializer<?> jdk() {
        return RedisSerializer.java();
    }

    /** JSON that names its types. */
    public static RedisSerializer<?> json() {
        return GenericJacksonJsonRedisSerializer.builder()
                .enableDefaultTyping(BasicPolymorphicTypeValidator.builder()
                        .allowIfSubType("java.")
                        .allowIfSubType(Product.class)
                        .build())
                .build();
    }

    /** A new session; its id. */
    public String create() {
        return create(repository);
    }

    private static <S extends Session> String create(SessionRepository<S> repository) {
        S session = repository.createSession();
        repository.save(session);
        return session.getId();
    }

    /** What makes {@code HttpSession} one of these. */
    public Filter filter() {
        return new SessionRepositoryFilter<>(repository);
    }

    public Object get(String id, String name) {
        return Objects.requireNonNull(repository.findById(id)).getRequiredAttribute(name);
    }

    public void put(String id, String name, Object value) {
        put(repository, id, name, value);
    }

    private static <S extends Session> void put(SessionRepository<S> repository, String id, String name, Object value) {
        S session = Objects.requireNonNull(repository.findById(id));
        session.setAttribute(name, value);
        repository.save(session);
    }

    public void end(String id) {
        repository.deleteById(id);
    }

    @Override
    public void close() {
        try {
            if (connections instanceof DisposableBean bean) {
                bean.destroy();
            }
        } catch (Exception e) {
            throw new IllegalStateException("the connections of Spring Session did not close", e);
        }
    }
}
