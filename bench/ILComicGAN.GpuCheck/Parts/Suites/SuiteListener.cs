using ILComicGAN.GpuCheck.Entries;
using NUnit.Framework.Interfaces;

namespace ILComicGAN.GpuCheck.Parts.Suites;

/// <summary>Counts what a suite's tests gave and keeps each failure at once.</summary>
internal sealed class SuiteListener(PartContext context) : ITestListener
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Suite, TestStatus Status), int> _counts = [];

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _counts.Values.Sum();
            }
        }
    }

    /// <summary>What became of one suite: wrong where something failed, or where there was time and nothing ran.</summary>
    public void Report(Type suite, bool complete)
    {
        lock (_lock)
        {
            int Of(TestStatus status) => _counts.GetValueOrDefault((suite.FullName!, status));
            (int passed, int failed, int skipped) = (Of(TestStatus.Passed), Of(TestStatus.Failed), Of(TestStatus.Skipped));
            context.Add(new Comparison(suite.Name, failed == 0 && (passed > 0 || !complete), Text: $"{passed} passed, {failed} failed, {skipped} skipped"));
        }
    }

    public void TestFinished(ITestResult result)
    {
        if (result.Test.IsSuite)
        {
            return;
        }

        lock (_lock)
        {
            TestStatus status = result.ResultState.Status;
            (string Suite, TestStatus Status) key = (result.Test.ClassName!, status);
            _counts[key] = _counts.GetValueOrDefault(key) + 1;
            if (status == TestStatus.Failed)
            {
                context.Add(new Comparison(result.FullName, false, Text: result.Message?.Trim().ReplaceLineEndings(" ")));
            }
        }
    }

    public void TestStarted(ITest test)
    {
    }

    public void TestOutput(TestOutput output)
    {
    }

    public void SendMessage(TestMessage message)
    {
    }
}
