using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace ILComicGAN.Engine.Tests.Devices;

/// <summary>
/// Cases from a static method that is told the device of the fixture, so that it names no case that the device has no time
/// or no memory for.
/// </summary>
/// <param name="source">The type that has the method.</param>
/// <param name="name">The method, with the device's name as its only parameter.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DeviceCasesAttribute(Type source, string name) : NUnitAttribute, ITestBuilder, IImplyFixture
{
    public Type Source => source;

    public string Name => name;

    public IEnumerable<TestMethod> BuildFrom(IMethodInfo method, Test? suite) =>
        new TestCaseSourceAttribute(source, name, [.. suite!.Arguments]).BuildFrom(method, suite);
}
