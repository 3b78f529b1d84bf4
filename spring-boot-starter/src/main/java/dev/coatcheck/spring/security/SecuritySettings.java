package dev.coatcheck.spring.security;

import dev.coatcheck.Setting;
import dev.coatcheck.SettingsProvider;
import java.util.List;

/** Declares {@code coatcheck.spring.security.*}. */
public final class SecuritySettings implements SettingsProvider {
    /** Whether login, logout and Security's lists of sessions are bound to Coatcheck. */
    static final Setting<Boolean> ENABLED = Setting.bool("coatcheck.spring.security.enabled", "true");

    /** For {@link java.util.ServiceLoader}. */
    public SecuritySettings() {}

    @Override
    public String name() {
        return "spring";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(ENABLED);
    }
}
