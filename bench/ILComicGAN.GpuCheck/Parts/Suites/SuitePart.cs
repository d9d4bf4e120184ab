using ILComicGAN.Engine.Tests.Autograd;
using ILComicGAN.Engine.Tests.Devices;
using NUnit.Framework.Api;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace ILComicGAN.GpuCheck.Parts.Suites;

/// <summary>
/// Runs suites of the engine's own tests on the card, with the framework that they are written for; which device they run on
/// says the environment, as everywhere (ILCOMICGAN_TEST_DEVICES).
/// </summary>
internal static class SuitePart
{
    public static void Goldens(PartContext context) => Run(context, typeof(GoldenTests));

    public static void Contract(PartContext context) =>
        Run(context, context.Options.Small ? [typeof(GpuMemoryTests)] : [typeof(GpuMemoryTests), typeof(DeviceContractTests)]);

    public static void Determinism(PartContext context)
    {
        if (context.Options.Small)
        {
            Run(context, $"<method>{nameof(RepeatabilityTests.ColumnSums)}</method>", typeof(RepeatabilityTests));
        }
        else
        {
            Run(context, typeof(RepeatabilityTests), typeof(KernelVariantTests));
        }
    }

    private static void Run(PartContext context, params Type[] suites) => Run(context, "", suites);

    private static void Run(PartContext context, string further, params Type[] suites)
    {
        NUnitTestAssemblyRunner runner = new(new DefaultTestAssemblyBuilder());
        runner.Load(typeof(GoldenTests).Assembly, new Dictionary<string, object>());
        string classes = string.Concat(suites.Select(suite => $"<class>{suite.FullName}</class>"));
        TestFilter filter = TestFilter.FromXml($"<filter><or>{classes}</or>{further}</filter>");
        SuiteListener listener = new(context);
        int asked = runner.CountTestCases(filter);
        runner.RunAsync(listener, filter);
        bool complete = runner.WaitForCompletion((int)Math.Max(0, 1e3 * context.SecondsLeft));
        if (!complete)
        {
            context.LeftOut($"{asked - listener.Count} of {asked} tests");
            runner.StopRun();
            runner.WaitForCompletion(Timeout.Infinite);
        }

        foreach (Type suite in suites)
        {
            listener.Report(suite, complete);
        }
    }
}
