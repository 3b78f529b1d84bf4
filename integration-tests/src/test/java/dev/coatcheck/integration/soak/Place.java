package dev.coatcheck.integration.soak;

import dev.coatcheck.SessionManager;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * A store with the instances on it.
 *
 * @param name for messages
 * @param instances all of one store: what one wrote, the others see
 * @param brief one more, whose sessions are short
 * @param briefly how long they live
 * @param evicts whether the store may end sessions on its own
 */
public record Place(
        String name, List<SessionManager> instances, SessionManager brief, Duration briefly, boolean evicts) {

    SessionManager any(Random random) {
        return instances.get(random.nextInt(instances.size()));
    }

    void close() {
        instances.forEach(SessionManager::close);
        brief.close();
    }
}
