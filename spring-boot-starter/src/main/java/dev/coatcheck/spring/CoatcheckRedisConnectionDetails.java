package dev.coatcheck.spring;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * The Redis that {@code coatcheck.store=redis} is to use, in place of {@code coatcheck.redis.url}: that of a container
 * which Testcontainers ({@code @ServiceConnection}) or Docker Compose has started, or a bean of the application's. It
 * does not choose the store: an application may have a Redis for other things.
 */
@FunctionalInterface
public interface CoatcheckRedisConnectionDetails extends ConnectionDetails {
    /**
     * Where it is.
     *
     * @return as in {@code coatcheck.redis.url}
     */
    String url();
}
