package dev.coatcheck.benchmarks.redis;

import dev.coatcheck.benchmarks.Catalog;
import dev.coatcheck.benchmarks.Check;
import dev.coatcheck.benchmarks.Product;
import dev.coatcheck.benchmarks.Row;
import dev.coatcheck.benchmarks.Small;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.GenericJacksonJsonRedisSerializer;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.data.redis.RedisSessionRepository;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

/** Spring Session's RedisSessionRepository: a session is read as a whole. For servers without a password. */
public class SpringSessionOnRedis extends RequestOnRedis {
    @Param({"Jedis", "Lettuce"})
    public String client = "";

    @Param({"JDK", "JSON"})
    public String format = "";

    @SuppressWarnings("NullAway.Init") // by fill
    private RedisConnectionFactory connections;

    @SuppressWarnings("NullAway.Init") // by fill
    private SessionRepository<? extends Session> repository;

    private String id = "";

    @Setup
    public void fill() {
        connections = connect();
        RedisTemplate<String, Object> template = new RedisTemplate<>();
        template.setConnectionFactory(connections);
        template.setKeySerializer(RedisSerializer.string());
        template.setHashKeySerializer(RedisSerializer.string());
        template.setDefaultSerializer(serializer());
        template.afterPropertiesSet();
        RedisSessionRepository sessions = new RedisSessionRepository(template);
        sessions.setRedisKeyNamespace(RedisUrl.PREFIX + "spring");
        sessions.setDefaultMaxInactiveInterval(Duration.ofSeconds(RedisUrl.TTL_SECONDS));
        repository = sessions;
        id = filled(sessions);
        Check.same(Small.value(7), get());
        Session whole = Objects.requireNonNull(sessions.findById(id));
        Check.same(Catalog.products(products, 1), whole.getAttribute("products"));
    }

    private <S extends Session> String filled(SessionRepository<S> sessions) {
        S session = sessions.createSession();
        session.setAttribute(Small.NAME, Small.value(7));
        session.setAttribute("products", mutable(Catalog.products(products, 1)));
        sessions.save(session);
        return session.getId();
    }

    /** Typed JSON writes a list's class, which must be one that it can make. */
    private static List<Product> mutable(List<Product> products) {
        return new ArrayList<>(products);
    }

    private RedisConnectionFactory connect() {
        URI url = URI.create(RedisUrl.ofThisRun());
        RedisStandaloneConfiguration server =
                new RedisStandaloneConfiguration(url.getHost(), url.getPort() < 0 ? 6379 : url.getPort());
        if (client.equals("Jedis")) {
            JedisConnectionFactory factory = new JedisConnectionFactory(server);
            factory.start();
            return factory;
        }
        LettuceConnectionFactory factory = new LettuceConnectionFactory(server);
        factory.start();
        return factory;
    }

    private RedisSerializer<?> serializer() {
        return format.equals("JDK")
                ? RedisSerializer.java()
                : GenericJacksonJsonRedisSerializer.builder()
                        .enableDefaultTyping(BasicPolymorphicTypeValidator.builder()
                                .allowIfSubType("java.")
                                .allowIfSubType(Product.class)
                                .build())
                        .build();
    }

    @TearDown
    public void close() throws Exception {
        repository.deleteById(id);
        if (connections instanceof DisposableBean bean) {
            bean.destroy();
        }
    }

    @Benchmark
    @Row(who = "Spring Session", what = "find and get")
    public String get() {
        return Objects.requireNonNull(repository.findById(id)).getRequiredAttribute(Small.NAME);
    }
}
