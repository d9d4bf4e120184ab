using ILComicGAN.Engine.Random;
using ILComicGAN.Training.Runs;

namespace ILComicGAN.Training.Tests.Runs;

public sealed class TimeEstimateTests
{
    [Test]
    public void IsRightWithinATenthAfterFiftySteps()
    {
        const int Start = 400, Total = 2000, SheetEvery = 100, SaveEvery = 50;
        TimeEstimate estimate = new(Start, Total, SheetEvery, SaveEvery);
        RandomStream random = new(5, 1);
        // The adversarial phase was tried out; the first steps compile, and somebody else's work held two up.
        estimate.AddStep(Start, 4.1);
        double left = 0;
        for (int done = 0; done < Total; done++)
        {
            double seconds = (done < Start ? 1 : 4) * (0.8 + (0.4 * random.NextDouble()));
            double measured = done < 3 ? 10 * seconds : done is 17 or 30 ? 100 : seconds;
            left += done < 50 ? 0 : seconds;
            if (done < 50)
            {
                estimate.AddStep(done, measured);
            }

            if ((done + 1) % SheetEvery == 0)
            {
                left += 6;
            }

            if ((done + 1) % SaveEvery == 0)
            {
                left += done + 1 <= 50 ? 0 : 9;
            }
        }

        estimate.AddSheet(6);
        estimate.AddCheckpoint(9);
        Assert.That(estimate.Left(50), Is.EqualTo(left).Within(0.1 * left));
        Assert.That(estimate.Left(Total - 1), Is.EqualTo(4.1 + 6 + 9).Within(1e-9), "the last step has a sheet and a checkpoint");
        Assert.That(estimate.Left(Total), Is.Zero);
    }

    [Test]
    public void SaysNothingWhileAPhaseIsUnknown()
    {
        TimeEstimate estimate = new(5, 10, 0, 100);
        Assert.That(estimate.Left(0), Is.Null);
        estimate.AddStep(0, 1);
        Assert.That(estimate.Left(1), Is.Null);
        estimate.AddStep(5, 2);
        Assert.That(estimate.Left(1), Is.EqualTo(4 + 10));
        Assert.That(estimate.Left(7), Is.EqualTo(6));
    }
}
