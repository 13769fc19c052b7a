namespace Gantry.Architecture.Tests.Layering;

/// <summary>One type that uses another. Nested and compiler-made types count as the type they are in.</summary>
/// <param name="User">Full name of the outermost type that uses.</param>
/// <param name="UserNamespace">Its namespace.</param>
/// <param name="Used">Full name of the outermost type that is used.</param>
/// <param name="UsedNamespace">Its namespace.</param>
internal sealed record Dependency(string User, string UserNamespace, string Used, string UsedNamespace);
