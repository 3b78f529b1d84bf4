package dev.coatcheck.spring.security;

import jakarta.servlet.http.HttpServletResponse;
import org.springframework.context.ApplicationContext;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;

/** A login as Security makes the one by passkey: a filter without a session strategy. */
final class OwnLogin {
    private OwnLogin() {}

    static void add(HttpSecurity http, boolean isKept) {
        ApplicationContext application = http.getSharedObject(ApplicationContext.class);
        UsernamePasswordAuthenticationFilter login = new UsernamePasswordAuthenticationFilter(
                new ProviderManager(new DaoAuthenticationProvider(application.getBean(UserDetailsService.class))));
        login.setFilterProcessesUrl("/own-login");
        login.setApplicationEventPublisher(application);
        login.setAuthenticationSuccessHandler(
                (request, response, user) -> response.setStatus(HttpServletResponse.SC_NO_CONTENT));
        if (isKept) {
            login.setSecurityContextRepository(new HttpSessionSecurityContextRepository());
        }
        http.csrf(csrf -> csrf.disable()).addFilter(login);
    }
}
