package dev.coatcheck.example.spring;

import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/** Form login as Spring Security has it. The starter sees to the rest: a new ticket at login, the session's end at logout. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SecurityConfiguration.Demo.class)
class SecurityConfiguration {
    /** Names, and the passwords that they begin with. */
    @ConfigurationProperties("demo")
    record Demo(Map<String, String> users) {}

    @Bean
    SecurityFilterChain security(HttpSecurity http) {
        return http.authorizeHttpRequests(requests -> requests.requestMatchers("/sessions/**")
                        .authenticated()
                        .anyRequest()
                        .permitAll())
                .formLogin(form -> form.loginPage("/").loginProcessingUrl("/login"))
                .logout(logout -> logout.logoutSuccessUrl("/"))
                .build();
    }

    @Bean
    PasswordEncoder passwordEncoder() {
        return PasswordEncoderFactories.createDelegatingPasswordEncoder();
    }

    @Bean
    UserDetailsService users(Demo demo, PasswordEncoder encoder) {
        List<UserDetails> users = demo.users().entrySet().stream()
                .map(user -> User.withUsername(user.getKey())
                        .password(user.getValue())
                        .passwordEncoder(encoder::encode)
                        .build())
                .toList();
        return new InMemoryUserDetailsManager(users);
    }
}
