using ILComicGAN.FakeCuda;

#pragma warning disable CA1050, IDE0130 // .NET looks for this type by this name.

/// <summary>What .NET calls before a program that is started with this assembly in DOTNET_STARTUP_HOOKS.</summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        // A command such as “dotnet test” starts programs in between that have nothing to compute.
        string known = (string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "";
        if (known.Contains("ILComicGAN.PtxMachine.dll", StringComparison.Ordinal))
        {
            DriverLibrary.Register();
        }
    }
}
