package dev.coatcheck.servlet;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.SessionManager;
import java.util.ArrayList;
import java.util.EventListener;
import java.util.List;
import java.util.Objects;

/**
 * Makes a {@link CoatcheckFilter} for an application that has its sessions by {@code request.getSession()}. What is said
 * here counts with {@code coatcheck.http-session.enabled=true} alone. Not thread-safe.
 */
public final class CoatcheckFilterBuilder {
    private final SessionManager sessions;
    private final CoatcheckConfig config;
    private final List<Key<?>> attributes = new ArrayList<>();
    private final List<EventListener> listeners = new ArrayList<>();

    CoatcheckFilterBuilder(SessionManager sessions, CoatcheckConfig config) {
        this.sessions = Objects.requireNonNull(sessions, "sessions");
        this.config = Objects.requireNonNull(config, "config");
    }

    /**
     * Declares the type of the attribute that has the key's name: it stands in the session as {@link
     * dev.coatcheck.Session#put} would put it, as plain JSON. Every other attribute is stored by Java's serialisation.
     *
     * @param key the attribute's name and type
     * @return this builder
     */
    public CoatcheckFilterBuilder attribute(Key<?> key) {
        attributes.add(Objects.requireNonNull(key, "key"));
        return this;
    }

    /**
     * Adds a listener, as containers cannot tell what listeners they have: a {@link
     * jakarta.servlet.http.HttpSessionListener}, {@link jakarta.servlet.http.HttpSessionIdListener} or {@link
     * jakarta.servlet.http.HttpSessionAttributeListener}. It hears of what this filter's requests do.
     *
     * @param listener of one or more of these kinds; others hear nothing
     * @return this builder
     */
    public CoatcheckFilterBuilder listener(EventListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Makes the filter.
     *
     * @return the filter
     * @throws IllegalArgumentException if two keys have one name, or a name that begins with {@code attribute.}
     */
    public CoatcheckFilter build() {
        return new CoatcheckFilter(sessions, config, kind());
    }

    HttpSessionKind kind() {
        return HttpSessionKind.of(config, attributes, listeners);
    }
}
