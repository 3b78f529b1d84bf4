package dev.coatcheck.servlet;

import dev.coatcheck.SessionEndedException;
import dev.coatcheck.SessionInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The times of an {@code HttpSession}, as the store has them: asked for once in a request, which costs two round trips,
 * and only where somebody wants to know. Not thread-safe.
 */
final class SessionTimes {
    private final StoredSession stored;
    private final RequestSession request;
    private final HttpSessionKind kind;
    private final long begun = System.currentTimeMillis();
    private @Nullable SessionInfo info;
    private @Nullable Instant toldCreation;
    /** In seconds, set before there is a session. */
    private @Nullable Integer unwritten;

    SessionTimes(StoredSession stored, RequestSession request, HttpSessionKind kind) {
        this.stored = stored;
        this.request = request;
        this.kind = kind;
    }

    /** Empty where there is no session yet, or none any more. */
    private Optional<SessionInfo> info() {
        write();
        if (info == null && stored.exists()) {
            info = request.info(stored.handle().id()).orElse(null);
            if (info == null) {
                stored.over();
            }
        }
        return Optional.ofNullable(info);
    }

    private Instant begun() {
        return Instant.ofEpochMilli(begun);
    }

    /** Where there is no session yet, that is now: it stays when the session is created. */
    Instant created() {
        Instant told = toldCreation;
        if (told == null) {
            told = info().map(SessionInfo::created).orElseGet(this::begun);
            toldCreation = told;
        }
        return told;
    }

    /** Where nothing keeps the last use, that is this request. */
    Instant accessed() {
        Instant created = created();
        Instant used = info().flatMap(SessionInfo::lastUsed).orElseGet(this::begun);
        return used.isBefore(created) ? created : used;
    }

    /** How long the session may be unused. */
    Duration maxInactive() {
        Optional<SessionInfo> known = info();
        if (unwritten != null) {
            return kind.atMost(duration(unwritten));
        }
        return known.isPresent()
                ? known.get().idleTimeout().orElse(kind.lifetime())
                : kind.idleTimeout().orElse(kind.lifetime());
    }

    private static Duration duration(int seconds) {
        // without end: that is as long as may be
        return Duration.ofSeconds(seconds <= 0 ? Integer.MAX_VALUE : seconds);
    }

    /** Creates no session: it counts from the session's creation. */
    void setMaxInactive(int seconds) {
        unwritten = seconds;
        write();
    }

    /** Once there is a session. */
    void write() {
        Integer seconds = unwritten;
        if (seconds == null || !stored.exists()) {
            return;
        }
        try {
            stored.handle().idleTimeout(duration(seconds));
        } catch (SessionEndedException e) {
            throw stored.ended(e);
        } finally {
            info = null;
        }
        unwritten = null;
    }
}
